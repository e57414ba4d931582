package io.carillon.gateway.broker.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.BrokerLoad;
import io.carillon.gateway.testkit.NodeLogs;
import io.carillon.gateway.testkit.RedisBinary;
import io.carillon.gateway.testkit.RedisCluster;
import io.carillon.gateway.testkit.RedisServer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Redis Cluster that loses a primary, and one whose slots move. */
@Tag("faults")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith(NodeLogs.class)
class ClusterFaults {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterFaults.class);
  private static final int BROKERS = 3;

  @Test
  void killedPrimaryIsReplacedAndCostsWhatItsReplicaHadNotAndNoMore() {
    try (RedisCluster redis = RedisCluster.startReplicated();
        BrokerLoad load = load("primary", redis)) {
      load.awaitAcknowledged(20);

      int slot = slotOf(load.stream(0));
      RedisServer old = redis.ownerOf(slot);
      long killed = System.nanoTime();
      old.kill();
      redis.awaitFailoverFrom(old, slot);
      long failedOver = System.nanoTime();

      long millis = load.awaitHeardAgain(failedOver);
      LOG.info(
          "over fault=\"primary of a cluster killed\" failoverMillis={} allHeardAgainMillis={}",
          (failedOver - killed) / 1_000_000,
          millis);
      load.settleAfterLoss();
    }
  }

  @ParameterizedTest
  @EnumSource
  void movedSlotsCostNothing(RedisBinary binary) {
    try (RedisCluster redis = RedisCluster.start(binary, false);
        BrokerLoad load = load("moved", redis)) {
      load.awaitAcknowledged(20);

      for (String channel : new String[] {load.stream(0), load.live(0), load.stream(1)}) {
        int slot = slotOf(channel);
        RedisServer from = redis.ownerOf(slot);
        redis.moveSlot(
            slot, redis.nodes().stream().filter(one -> one != from).findFirst().orElseThrow());
      }

      long millis = load.awaitHeardAgain(System.nanoTime());
      LOG.info("over fault=\"slots moved\" allHeardAgainMillis={}", millis);
      assertEquals(0, load.settle().told(), "ears that were told of a gap");
    }
  }

  private static int slotOf(String channel) {
    return Shards.slot(new Shards("carillon", TestBrokers.SHARDS).of(channel));
  }

  private static BrokerLoad load(String name, RedisCluster redis) {
    return BrokerLoad.start(name, BROKERS, TestBrokers.at(redis));
  }
}
