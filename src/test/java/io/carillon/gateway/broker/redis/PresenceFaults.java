package io.carillon.gateway.broker.redis;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.RedisServer;
import io.carillon.gateway.testkit.TcpRelay;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Nodes that die, hang or are cut off from Redis, and a Redis that forgets: who is present then.
 */
@Tag("faults")
class PresenceFaults {
  private static final Channel ROOM = new Channel("room");
  private static final String TIMEOUT = "broker.redis.timeout=300ms";

  private RedisServer redis;
  private TcpRelay relay;
  private RedisPeer here;
  private RedisPeer third;
  private RedisPeer there;

  @BeforeEach
  void join() {
    redis = RedisServer.start();
    relay = TcpRelay.before(redis.port());
    here = new RedisPeer("here", redis.port(), TIMEOUT).withPresence();
    third = new RedisPeer("third", redis.port(), TIMEOUT).withPresence();
    there = new RedisPeer("there", relay.port(), TIMEOUT).withPresence();
    here.enter(ROOM, "h");
    third.enter(ROOM, "t");
    there.enter(ROOM, "a");
    there.enter(ROOM, "b");
  }

  @AfterEach
  void part() {
    there.close();
    third.close();
    here.close();
    relay.close();
    redis.close();
  }

  @Test
  void clientsOfANodeThatDiesCountNoLongerAndAreToldOfOnceByOneNode() {
    there.close();

    awaitPresent("h", "t");
    Await.until(() -> told().size() == 2, () -> told().toString());
    assertEquals(List.of("gone a", "gone b"), told());
    settle();
    assertEquals(2, told().size());
    there = new RedisPeer("there again", relay.port());
  }

  @Test
  void clientsOfANodeThatWasCutOffLeaveAndComeBack() {
    relay.freeze();
    Await.until(() -> told().size() == 2, () -> told().toString());
    awaitPresent("h", "t");

    relay.strand();

    assertEquals("back a", there.told());
    assertEquals("back b", there.told());
    awaitPresent("a", "b", "h", "t");
    assertEquals(List.of("gone a", "gone b"), told());
  }

  @Test
  void clientWhoLeavesWhileItsNodeIsCutOffHasLeftWhenTheNodeIsBack() {
    relay.freeze();
    Future<Void> left = there.presence().remove(ROOM, "a");
    Await.until(() -> told().size() == 2, () -> told().toString());
    assertFalse(left.isComplete());

    relay.strand();

    await(left);
    assertEquals("back b", there.told());
    awaitPresent("b", "h", "t");
    assertEquals(List.of(), there.toldSoFar());
  }

  @Test
  void leasesGoOnWhileRedisIsFullAndWhoeverLeavesLeaves() {
    redis.call("CONFIG", "SET", "maxmemory", "1");
    Future<Void> refused = here.presence().add(ROOM, new ClientInfo("late", "u", null, null));
    Await.until(refused::isComplete, () -> "no answer");
    assertTrue(refused.failed());
    settle();
    awaitPresent("a", "b", "h", "t");
    await(there.presence().remove(ROOM, "a"));
    awaitPresent("b", "h", "t");

    redis.call("CONFIG", "SET", "maxmemory", "0");

    awaitPresent("b", "h", "late", "t");
    assertEquals(List.of("back late"), allTold());
  }

  @Test
  void redisThatForgetsIsToldAgainAndNobodyElseIs() {
    redis.call("FLUSHALL");

    awaitPresent("a", "b", "h", "t");
    redis.kill();
    redis.restartEmpty();
    awaitPresent("a", "b", "h", "t");
    settle();
    assertEquals(List.of(), allTold());
  }

  @Test
  void nobodyIsGivenUpBecauseRedisWasAwayForLongerThanALease() {
    redis.freeze();
    Future<Void> late = there.presence().add(ROOM, new ClientInfo("late", "u", null, null));
    Await.until(late::failed, () -> "not refused");
    long until = System.nanoTime() + 3 * RedisPeer.LEASE.toNanos();
    Await.until(() -> System.nanoTime() > until, () -> "");
    redis.thaw();

    awaitPresent("a", "b", "h", "late", "t");
    assertEquals("back late", there.told());
    settle();
    assertEquals(List.of(), allTold());
  }

  // So long that a node which was given up by mistake would have been told of.
  private void settle() {
    long until = System.nanoTime() + 3 * RedisPeer.LEASE.toNanos();
    Await.until(() -> System.nanoTime() > until, () -> "");
  }

  private List<String> told() {
    return Stream.of(here, third).flatMap(peer -> peer.toldSoFar().stream()).sorted().toList();
  }

  private List<String> allTold() {
    return Stream.of(here, third, there).flatMap(peer -> peer.toldSoFar().stream()).toList();
  }

  private void awaitPresent(String... clients) {
    Set<String> wanted = new TreeSet<>(List.of(clients));
    Await.until(() -> present().equals(wanted), () -> present().toString());
  }

  private Set<String> present() {
    return new TreeSet<>(
        here.presence().clients(ROOM).map(all -> all.keySet()).otherwise(Set.of()).await());
  }
}
