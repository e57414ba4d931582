package io.carillon.gateway.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.config.ChannelPolicy;
import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.error.GatewayException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionsTest {
  private static final Principal ALICE =
      new Principal("alice", Map.of("tenant", "t1", "star", "*", "empty", "", "level", 7));

  @ParameterizedTest(name = "subscribe: {0} lets {1} into {2}: {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          server                    | alice | c            | false
          nobody                    | alice | c            | false
          []                        | alice | c            | false
          anyone                    |       | c            | true
          authenticated             | alice | c            | true
          authenticated             |       | c            | false
          token                     | alice | c            | false
          [server, authenticated]   | alice | c            | true
          listed                    | alice | #alice       | true
          listed                    | alice | c#bob,alice  | true
          listed                    | alice | c#bob        | false
          listed                    | alice | c            | false
          listed                    | alice | alice        | false
          listed                    | alice | c#alice#bob  | false
          listed                    | alice | c#bob#alice  | true
          listed                    | alice | c#alice1     | false
          listed                    | alice | c#Alice      | false
          listed                    | alice | c# alice     | false
          listed                    |       | c#           | false
          listed                    |       | c#,          | false
          listed                    |       | #            | false
          listed                    | a,b   | c#a,b        | false
          listed                    | a#b   | c#a#b        | false
          room-{user}               | alice | room-alice   | true
          room-{user}               | alice | room-alice2  | false
          room-{user}               |       | room-        | false
          room-{user}-*             | alice | room-alice-1 | true
          room-{user}-*             | alice | room-alice-  | true
          room-{user}-*             | alice | room-alice   | false
          a:{user}:*                | b:c   | a:b:c:1      | false
          a:{user}:*                | b*    | a:b*:1       | true
          a:{user}:*                | b*    | a:bc:1       | false
          a:{user}:x                | b:c   | a:b:c:x      | true
          a:{user}:{claim.level}    | b:c   | a:b:c:7      | false
          a:{claim.level}:{user}    | b:c   | a:7:b:c      | true
          public-*                  |       | public-1     | true
          public-*                  |       | private-1    | false
          '{claim.tenant}.x'        | alice | t1.x         | true
          '{claim.tenant}.x'        | alice | t2.x         | false
          '{claim.other}.x'         | alice | .x           | false
          'a{claim.empty}'          | alice | a            | false
          'a{claim.star}'           | alice | abc          | false
          'a{claim.star}'           | alice | a*           | true
          'a{claim.level}'          | alice | a7           | true
          '[listed, "{user}"]'      | alice | alice        | true
          """)
  void whoMaySubscribe(String given, String user, String channel, boolean expected) {
    Principal client = user == null ? Principal.ANONYMOUS : new Principal(user, ALICE.claims());

    assertEquals(
        expected, Permissions.maySubscribe(policy(given), new Channel(channel), client, false));
  }

  @Test
  void tokenCountsWhereOneIsWanted() {
    Channel channel = new Channel("c");

    assertTrue(Permissions.maySubscribe(policy("token"), channel, Principal.ANONYMOUS, true));
    assertFalse(Permissions.maySubscribe(policy("server"), channel, ALICE, true));
    assertTrue(Permissions.maySubscribe(policy("[token, anyone]"), channel, ALICE, false));
  }

  @Test
  void subscribersMayWhatIsForThem() {
    ChannelPolicy policy =
        load("namespaces.default={publish: subscribers, readPresence: [anyone]}")
            .policyOf("c")
            .orElseThrow();
    Channel channel = new Channel("c");

    assertTrue(Permissions.mayPublish(policy, channel, ALICE, true));
    assertFalse(Permissions.mayPublish(policy, channel, ALICE, false));
    assertTrue(Permissions.mayReadHistory(policy, channel, ALICE, true));
    assertFalse(Permissions.mayReadHistory(policy, channel, ALICE, false));
    assertTrue(Permissions.mayReadPresence(policy, channel, ALICE, false));
  }

  @Test
  void onlyClaimsThatPoliciesGoByAreKept() {
    GatewayConfig config =
        load("namespaces.default={publish: ['{claim.tenant}', '{user}'], subscribe: server}");

    assertEquals(Set.of("tenant"), config.claims());
    assertEquals(new Principal("alice", Map.of("tenant", "t1")), ALICE.only(config.claims()));
  }

  @ParameterizedTest(name = "{0} of {1}: {2}")
  @CsvSource(
      textBlock =
          """
          user-{user},          alice, user-alice
          user-{user},          '',    none
          '#{user}',            alice, #alice
          't:{claim.tenant}-{user}', alice, t:t1-alice
          't:{claim.other}-{user}',  alice, none
          't:{user}-{claim.tenant}', 'a-b', refused
          'user-{user}',        'a:b', refused
          't:{user}',           'a:b', t:a:b
          '#{user}',            'a,b', refused
          '#{user}',            'a#b', refused
          'user-{user}',        'a#b', user-a#b
          """)
  void everyUserHasAChannelAndNobodyElses(String template, String user, String expected) {
    PersonalChannel channel =
        new PersonalChannel(
            load(
                    "namespaces={t: {subscribe: server}, default: {subscribe: server}}",
                    "auth.personalChannel=" + template)
                .auth()
                .personalChannel()
                .orElseThrow());
    Principal client = new Principal(user, ALICE.claims());

    if (expected.equals("refused")) {
      assertThrows(GatewayException.class, () -> channel.of(client));
    } else {
      assertEquals(expected, channel.of(client).map(Channel::name).orElse("none"));
    }
  }

  private static ChannelPolicy policy(String subscribe) {
    String given = subscribe.startsWith("[") ? subscribe : "'" + subscribe + "'";
    return load("namespaces.default={subscribe: " + given + "}").policyOf("c").orElseThrow();
  }

  private static GatewayConfig load(String... settings) {
    return ConfigLoader.load(Optional.empty(), List.of(settings), Map.of());
  }
}
