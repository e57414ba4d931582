package io.carillon.gateway.broker.redis;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.broker.Presence;
import io.carillon.gateway.broker.PresenceContract;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.testkit.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What every presence promises, by one of two nodes on one Redis. */
class RedisPresenceTest extends PresenceContract {
  private static RedisServer redis;
  private static RedisPeer one;
  private static RedisPeer other;

  @BeforeAll
  static void join() {
    redis = RedisServer.start();
    one = new RedisPeer("one", redis.port());
    other = new RedisPeer("other", redis.port()).withPresence();
  }

  @AfterAll
  static void part() {
    other.close();
    one.close();
    redis.close();
  }

  @Override
  protected Presence open() {
    return new RedisPresence(one.link(), NodeIdentity.of("one", "test"), Duration.ofSeconds(5));
  }

  @Test
  void clientsOfBothNodesAreSeenByBothWithAllThatIsKnownOfThem() {
    Channel channel = new Channel("both:" + UUID.randomUUID());
    Channel longer = new Channel(channel.name() + "+");
    ClientInfo info =
        new ClientInfo(
            "c\u00e9",
            "",
            Payload.json("{\"a\":1}"),
            new Payload(Payload.Kind.BINARY, new byte[] {0, -1}));
    await(other.presence().add(channel, info));
    await(other.presence().add(longer, new ClientInfo("d", "u", null, null)));
    Presence here = open();
    await(here.start(null));
    await(here.add(channel, new ClientInfo("b", "u", null, null)));

    Map<String, ClientInfo> seen = await(here.clients(channel));

    assertEquals(seen.keySet(), await(other.presence().clients(channel)).keySet());
    assertEquals(2, seen.size());
    assertEquals(Payload.Kind.BINARY, seen.get("c\u00e9").chanInfo().kind());
    assertEquals(-1, seen.get("c\u00e9").chanInfo().bytes()[1]);
    assertEquals(7, seen.get("c\u00e9").connInfo().size());
    assertEquals(new Presence.Count(2, 2), await(other.presence().count(channel)));
    await(here.close());
  }
}
