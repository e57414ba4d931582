package io.carillon.gateway.broker.redis;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.broker.BrokerHealth;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.RedisServer;
import io.carillon.gateway.testkit.TcpRelay;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** How the broker on Redis says it is, and what it counts. */
@Execution(ExecutionMode.CONCURRENT)
class RedisCountsTest {
  private static final Retention KEPT = new Retention(100, Duration.ofMinutes(1));
  private final Channel channel = new Channel("counts:a");
  private RedisServer redis;
  private TcpRelay relay;
  private RedisNode node;

  @BeforeEach
  void start() {
    redis = RedisServer.start();
    relay = TcpRelay.before(redis.port());
    node =
        RedisNode.start("servers=[127.0.0.1:" + relay.port() + "]", "timeout=500ms", "patience=4s");
    await(node.broker.subscribe(channel, KEPT));
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
    relay.close();
    redis.close();
  }

  @Test
  void redisThatIsAwayIsDownAndOkWhenItIsBack() {
    awaitState(BrokerHealth.State.OK);
    assertEquals("servers of Redis: 1", node.broker.health().detail());
    RedisCounts counts = node.broker.commands();
    assertEquals(2, counts.connected());
    redis.kill();

    awaitState(BrokerHealth.State.DOWN);
    assertTrue(node.broker.health().detail().startsWith("no connection to Redis: "));
    Await.until(() -> counts.dialsFailed() > 0, () -> "no dial failed");
    redis.restartEmpty();

    awaitState(BrokerHealth.State.OK);
    assertEquals(2, counts.disconnected());
    assertTrue(counts.connected() >= 4, () -> "connected " + counts.connected());
  }

  @Test
  void publicationThatAProbeFoundMissingIsCountedAsRepaired() {
    node.publish(channel, "1", KEPT);
    Await.until(() -> node.texts().size() == 1, () -> "heard " + node.texts());
    try (RedisNode other = RedisNode.start("servers=[127.0.0.1:" + redis.port() + "]")) {
      relay.strand();
      other.publish(channel, "2", KEPT);

      Await.until(() -> node.texts().size() == 2, () -> "heard " + node.texts());
    }

    assertEquals(1, node.broker.counts().repaired());
    assertEquals(1, node.broker.counts().repairs());
    assertEquals(0, node.broker.counts().broken());
  }

  @Test
  void commandsAreCountedOnceTheyAreAnswered() {
    RedisCounts counts = node.broker.commands();
    long before = counts.answered();
    LongAdder nanos = new LongAdder();
    counts.onAnswer(nanos::add);

    node.publish(channel, "1", KEPT);

    assertTrue(counts.answered() > before);
    assertTrue(nanos.sum() > 0);
    Await.until(() -> counts.pending() == 0, () -> "pending " + counts.pending());
    assertEquals(1, node.broker.counts().batches());
    assertEquals(1, node.broker.counts().batched());
  }

  @Test
  void streamThatBeganAnewIsCountedAsBroken() {
    node.publish(channel, "1", KEPT);
    Await.until(() -> node.texts().size() == 1, () -> "heard " + node.texts());
    redis.kill();
    redis.restartEmpty();

    Await.until(
        () -> node.broker.counts().broken() == 1, () -> "broken " + node.broker.counts().broken());
  }

  private void awaitState(BrokerHealth.State state) {
    Await.until(() -> node.broker.health().state() == state, () -> node.broker.health().toString());
  }
}
