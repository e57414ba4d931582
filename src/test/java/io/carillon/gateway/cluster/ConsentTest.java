package io.carillon.gateway.cluster;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.broker.embedded.ClusterBroker;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.TestCluster;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Three nodes of which two have to see each other. One of them is lost, and what its loss means to
 * the first depends on the second: the first may be the one that is cut off.
 */
class ConsentTest {
  private static final PublishOptions KEPT =
      new PublishOptions(new Retention(10, Duration.ofMinutes(1)), null, Map.of(), null);
  private static final int SEVERAL = 5;

  private static TestCluster nodes;
  private static ClusterBroker broker;
  private static Membership membership;
  private static int published;

  private Cluster victim;

  @BeforeAll
  static void start() {
    nodes = new TestCluster(2, 6, "cluster.majorityOf=3");
    membership = nodes.node(0).membership();
    broker = new ClusterBroker(nodes.node(0), Duration.ofSeconds(30));
    await(broker.start(event -> {}));
  }

  @AfterAll
  static void leave() {
    await(broker.close());
    nodes.close();
  }

  @BeforeEach
  void joinVictim() {
    victim = nodes.join();
    await(victim.whole());
  }

  @Test
  void nodesThatLoseTheSameOneGoOn() {
    lose();

    assertGoesOn(publish());
    Membership other = nodes.node(1).membership();
    Await.until(other::isSound, () -> "the other one: " + other.objections());
    assertEquals(List.of(), other.objections());
  }

  @Test
  void nodeThatHasNoWordOfTheRestAcknowledgesNothingThoughItStillCountsThem() {
    answer(() -> Promise.<Set<String>>promise().future());

    lose();

    Future<StreamPosition> publication = assertHoldsBack();
    answer(ConsentTest::truth);
    assertGoesOn(publication);
  }

  @Test
  void whoStillSeesTheOneThatIsGoneMayBeOnItsSide() {
    Set<String> all = membership.lives();
    answer(() -> Future.succeededFuture(all));

    lose();

    Future<StreamPosition> publication = assertHoldsBack();
    answer(ConsentTest::truth);
    assertGoesOn(publication);
  }

  @Test
  void whoHasLostTheOneThatAsksIsOnAnotherSide() {
    String own = nodes.node(1).hazelcast().getCluster().getLocalMember().getUuid().toString();
    answer(() -> Future.succeededFuture(Set.of(own)));

    lose();

    Future<StreamPosition> publication = assertHoldsBack();
    answer(ConsentTest::truth);
    assertGoesOn(publication);
  }

  // Without a word, as a process that dies.
  private void lose() {
    victim.leaving();
    victim.hazelcast().getLifecycleService().terminate();
    Await.until(() -> membership.peers().size() == 1, () -> "sees " + membership.peers());
    assertTrue(membership.hasQuorum());
  }

  private static Future<StreamPosition> publish() {
    return broker.publish(new Channel("news-" + ++published), Payload.json("1"), KEPT);
  }

  private static Future<StreamPosition> assertHoldsBack() {
    long before = broker.steps().repeated();
    Future<StreamPosition> publication = publish();
    Await.until(
        () -> broker.steps().repeated() > before + SEVERAL || publication.isComplete(),
        () -> "asked again: " + (broker.steps().repeated() - before));
    Await.until(
        () -> !membership.objections().isEmpty() || publication.isComplete(), () -> "no objection");
    assertFalse(publication.isComplete(), "acknowledged: " + publication);
    assertEquals(
        List.of("unconfirmed: it lost a node, and too few of the others say the same"),
        membership.objections());
    return publication;
  }

  private static void assertGoesOn(Future<StreamPosition> publication) {
    assertEquals(1, await(publication).offset());
    assertTrue(membership.isSound());
    assertEquals(List.of(), membership.objections());
  }

  private static Future<Set<String>> truth() {
    return Future.succeededFuture(nodes.node(1).membership().lives());
  }

  private static void answer(Supplier<Future<Set<String>>> sees) {
    nodes
        .node(1)
        .calls()
        .answer(
            Consent.QUESTION,
            question ->
                sees.get()
                    .map(lives -> new JsonArray(List.copyOf(lives)))
                    .map(lives -> new JsonObject().put(Consent.SEES, lives)));
  }
}
