package io.carillon.gateway.broker.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.BrokerLoad;
import io.carillon.gateway.testkit.LossVerdict;
import io.carillon.gateway.testkit.NodeLogs;
import io.carillon.gateway.testkit.RedisSentinels;
import io.carillon.gateway.testkit.RedisServer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A replica that takes the place of its primary. */
@Tag("faults")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith(NodeLogs.class)
class SentinelFaults {
  private static final Logger LOG = LoggerFactory.getLogger(SentinelFaults.class);
  private static final int BROKERS = 3;

  @Test
  void failoverFromAKilledPrimaryCostsWhatTheReplicaHadNotAndNoMore() {
    try (RedisSentinels redis = RedisSentinels.start();
        BrokerLoad load = load("failover", redis)) {
      load.awaitAcknowledged(20);

      RedisServer old = redis.primary();
      long killed = System.nanoTime();
      old.kill();
      redis.awaitFailoverFrom(old);
      long failedOver = System.nanoTime();

      long millis = load.awaitHeardAgain(failedOver);
      LOG.info(
          "over fault=\"sentinel failover\" failoverMillis={} allHeardAgainMillis={}",
          (failedOver - killed) / 1_000_000,
          millis);
      load.settleAfterLoss();
    }
  }

  @Test
  void replicaThatLagsBehindBeginsNewEpochsWhenItIsPromotedAndEveryEarIsTold() {
    try (RedisSentinels redis = RedisSentinels.start();
        BrokerLoad load = load("lag", redis)) {
      load.awaitAcknowledged(20);
      redis.detachReplica();
      load.awaitAcknowledged(20);

      RedisServer old = redis.primary();
      old.kill();
      redis.awaitFailoverFrom(old);

      long millis = load.awaitHeardAgain(System.nanoTime());
      LOG.info("over fault=\"failover to a replica that lags\" allHeardAgainMillis={}", millis);
      LossVerdict.Report report = load.settleAfterLoss();
      assertTrue(report.told() >= BROKERS * BrokerLoad.STREAMS, report.toString());
    }
  }

  /** The old primary lives on as a replica, and hangs up on nobody who only listens. */
  @Test
  void primaryThatIsMovedLeavesNobodyListeningToTheOldOne() {
    try (RedisSentinels redis = RedisSentinels.start();
        BrokerLoad load = load("moved", redis)) {
      load.awaitAcknowledged(20);

      RedisServer old = redis.primary();
      long asked = System.nanoTime();
      redis.sentinels().get(0).call("SENTINEL", "FAILOVER", RedisSentinels.NAME);
      redis.awaitFailoverFrom(old);
      long failedOver = System.nanoTime();

      long millis = load.awaitHeardAgain(failedOver);
      LOG.info(
          "over fault=\"primary moved\" failoverMillis={} allHeardAgainMillis={}",
          (failedOver - asked) / 1_000_000,
          millis);
      load.settleAfterLoss();
    }
  }

  /** The replica is in step before, so nothing is lost. */
  @Test
  void killedReplicaGoesUnnoticed() {
    try (RedisSentinels redis = RedisSentinels.start();
        BrokerLoad load = load("replica", redis)) {
      load.awaitAcknowledged(20);

      redis.replica().kill();

      load.awaitAcknowledged(50);
      assertEquals(0, load.settle().told(), "ears that were told of a gap");
    }
  }

  private static BrokerLoad load(String name, RedisSentinels redis) {
    return BrokerLoad.start(name, BROKERS, TestBrokers.at(redis));
  }
}
