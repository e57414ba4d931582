package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.FaultLoad;
import io.carillon.gateway.testkit.LossVerdict;
import io.carillon.gateway.testkit.NodeAddress;
import io.carillon.gateway.testkit.NodeLogs;
import io.carillon.gateway.testkit.ProcessCluster;
import io.carillon.gateway.testkit.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whole nodes that only a Redis joins, with their clients: it dies, and one of them does. */
@Tag("faults")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@ExtendWith(NodeLogs.class)
class RedisFaults {
  private static final Logger LOG = LoggerFactory.getLogger(RedisFaults.class);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static RedisServer redis;
  private static ProcessCluster cluster;

  @BeforeAll
  @Timeout(value = 200, unit = TimeUnit.SECONDS)
  static void startAll() {
    redis = RedisServer.start(RedisServer.durable());
    cluster =
        ProcessCluster.startWithoutMembers(
            "redis",
            3,
            "broker.type=redis",
            "broker.redis.servers=[127.0.0.1:" + redis.port() + "]",
            // Shorter than anybody would have it, so that tests wait less.
            "broker.redis.timeout=1s",
            "broker.redis.patience=2s");
  }

  @AfterAll
  static void closeAll() {
    if (cluster != null) {
      cluster.close();
    }
    redis.close();
  }

  @Test
  void killedRedisThatComesBackWithItsDataCostsNobodyAnything() {
    List<NodeAddress> all = cluster.addresses();
    try (FaultLoad load = FaultLoad.start("redis", all, FaultLoad.Plan.moderate())) {
      load.awaitAcknowledged(all, 10);

      long killed = System.nanoTime();
      redis.kill();
      Await.until(
          LONGEST,
          () -> load.sent().stream().anyMatch(one -> !one.isAcknowledged()),
          () -> "nobody was refused");
      redis.restart();
      long back = System.nanoTime();

      awaitHeard(load, back, all, "redis killed for " + (back - killed) / 1_000_000 + " ms");
      load.awaitAcknowledged(all, 20);
      LossVerdict.Report report = load.settle(all);
      assertEquals(0, report.told(), "clients that were told of a gap");
    }
  }

  @Test
  void killedNodeTakesNothingWithIt() {
    List<NodeAddress> all = cluster.addresses();
    List<NodeAddress> survivors = all.subList(1, 3);
    try (FaultLoad load = FaultLoad.start("node", all, FaultLoad.Plan.moderate())) {
      load.awaitAcknowledged(all, 10);

      long killed = System.nanoTime();
      cluster.node(0).kill();

      awaitHeard(load, killed, survivors, "node killed");
      load.awaitAcknowledged(survivors, 20);
      cluster.start(0);
      cluster.awaitWhole();
      load.awaitAcknowledged(all, 10);
      LossVerdict.Report report = load.settle(all);
      assertEquals(0, report.told(), "clients that were told of a gap");
    }
  }

  private static void awaitHeard(
      FaultLoad load, long since, List<NodeAddress> nodes, String fault) {
    Await.until(
        LONGEST,
        () -> load.millisUntilHeard(since, nodes).isPresent(),
        () -> "nothing is heard again: " + fault);
    long millis = load.millisUntilHeard(since, nodes).getAsLong();
    LOG.info("over fault=\"{}\" allHeardAgainMillis={}", fault, millis);
  }
}
