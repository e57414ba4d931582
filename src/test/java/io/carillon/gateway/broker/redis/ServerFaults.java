package io.carillon.gateway.broker.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.BrokerLoad;
import io.carillon.gateway.testkit.LossVerdict;
import io.carillon.gateway.testkit.NodeLogs;
import io.carillon.gateway.testkit.RedisBinary;
import io.carillon.gateway.testkit.RedisServer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Redis that dies, freezes, is full or forgets, while three brokers go on. */
@Tag("faults")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith(NodeLogs.class)
class ServerFaults {
  private static final Logger LOG = LoggerFactory.getLogger(ServerFaults.class);
  private static final Duration FROZEN = Duration.ofSeconds(20);
  private static final int BROKERS = 3;

  @ParameterizedTest
  @EnumSource
  void killedServerThatComesBackWithItsDataCostsNothingThatWasAcknowledged(RedisBinary binary) {
    try (RedisServer redis = RedisServer.start(binary, RedisServer.durable());
        BrokerLoad load = load("kill", redis)) {
      load.awaitAcknowledged(20);

      long killed = System.nanoTime();
      redis.kill();
      load.awaitRefused(killed);
      redis.restart();

      again("restarted with its data", load);
      assertEquals(0, load.settle().told(), "ears that were told of a gap");
    }
  }

  @ParameterizedTest
  @EnumSource
  void serverThatComesBackWithoutItsDataBeginsNewEpochsAndEveryEarIsTold(RedisBinary binary) {
    try (RedisServer redis = RedisServer.start(binary);
        BrokerLoad load = load("empty", redis)) {
      load.awaitAcknowledged(20);

      long killed = System.nanoTime();
      redis.kill();
      load.awaitRefused(killed);
      redis.restartEmpty();

      again("restarted without its data", load);
      LossVerdict.Report report = load.settleAfterLoss();
      assertTrue(report.told() >= BROKERS * BrokerLoad.STREAMS, report.toString());
    }
  }

  @Test
  void serverThatIsRestartedAtOnceWithItsDataCostsNothing() {
    try (RedisServer redis = RedisServer.start(RedisServer.durable());
        BrokerLoad load = load("restart", redis)) {
      for (int i = 0; i < 3; i++) {
        load.awaitAcknowledged(20);
        redis.kill();
        redis.restart();
      }

      again("restarted at once with its data", load);
      assertEquals(0, load.settle().told(), "ears that were told of a gap");
    }
  }

  /** As when it saves now and then only: the streams go back to where they were saved. */
  @Test
  void serverThatComesBackWithOldDataBeginsNewEpochsAndEveryEarIsTold() {
    try (RedisServer redis = RedisServer.start();
        BrokerLoad load = load("old", redis)) {
      load.awaitAcknowledged(20);
      redis.call("SAVE");
      load.awaitAcknowledged(20);

      redis.kill();
      redis.restart();

      again("restarted with old data", load);
      LossVerdict.Report report = load.settleAfterLoss();
      assertTrue(report.told() >= BROKERS * BrokerLoad.STREAMS, report.toString());
    }
  }

  @Test
  void serverThatComesBackEmptyAtOnceBeginsNewEpochsToo() {
    try (RedisServer redis = RedisServer.start();
        BrokerLoad load = load("at-once", redis)) {
      load.awaitAcknowledged(20);

      redis.kill();
      redis.restartEmpty();

      again("restarted at once without its data", load);
      load.settleAfterLoss();
    }
  }

  @Test
  void serverThatFreezesForLongGoesOnWhereItStood() {
    try (RedisServer redis = RedisServer.start();
        BrokerLoad load = load("freeze", redis)) {
      load.awaitAcknowledged(20);

      long frozen = System.nanoTime();
      redis.freeze();
      load.awaitRefused(frozen);
      Await.until(
          FROZEN.plusSeconds(5),
          () -> System.nanoTime() - frozen > FROZEN.toNanos(),
          () -> "time does not pass");
      redis.thaw();

      again("frozen for 20 s", load);
      assertEquals(0, load.settle().told(), "ears that were told of a gap");
    }
  }

  @Test
  void killedSubscriptionsAreMadeAgainAndMissNothing() {
    try (RedisServer redis = RedisServer.start();
        BrokerLoad load = BrokerLoad.start("ears", BROKERS, TestBrokers.patientAt(redis))) {
      for (int i = 0; i < 3; i++) {
        load.awaitAcknowledged(20);
        assertEquals((long) BROKERS, redis.call("CLIENT", "KILL", "TYPE", "pubsub"));
        again("killed subscriptions", load);
      }

      LossVerdict.Report report = load.settle();
      assertEquals(0, report.told() + report.unknown(), report.toString());
    }
  }

  @Test
  void killedConnectionsOfCommandsLoseNothingAndRepeatNothing() {
    try (RedisServer redis = RedisServer.start();
        BrokerLoad load = load("commands", redis)) {
      for (int i = 0; i < 10; i++) {
        load.awaitAcknowledged(10);
        redis.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      }

      again("killed connections of commands", load);
      assertEquals(0, load.settle().told(), "ears that were told of a gap");
    }
  }

  @Test
  void flushedScriptsGoUnnoticed() {
    try (RedisServer redis = RedisServer.start();
        BrokerLoad load = BrokerLoad.start("scripts", BROKERS, TestBrokers.patientAt(redis))) {
      for (int i = 0; i < 3; i++) {
        load.awaitAcknowledged(10);
        redis.call("SCRIPT", "FLUSH");
      }

      again("flushed scripts", load);
      LossVerdict.Report report = load.settle();
      assertEquals(0, report.told() + report.unknown() + report.losses(), report.toString());
    }
  }

  @Test
  void fullServerRefusesAndGoesOnWhenItHasRoom() {
    try (RedisServer redis = RedisServer.start("maxmemory-policy noeviction");
        BrokerLoad load = load("full", redis)) {
      load.awaitAcknowledged(20);

      long full = System.nanoTime();
      redis.call("CONFIG", "SET", "maxmemory", "1");
      load.awaitStreamsRefused(full);
      redis.call("CONFIG", "SET", "maxmemory", "0");

      again("full", load);
      assertEquals(0, load.settle().told(), "ears that were told of a gap");
    }
  }

  @Test
  void changedPasswordShutsBrokersOutUntilItIsTheOldOneAgain() {
    try (RedisServer redis = RedisServer.start("requirepass secret");
        BrokerLoad load =
            BrokerLoad.start("password", BROKERS, TestBrokers.at(redis, "password=secret"))) {
      load.awaitAcknowledged(20);

      long changed = System.nanoTime();
      redis.changePassword("other");
      load.awaitRefused(changed);
      redis.changePassword("secret");

      again("wrong password", load);
      assertEquals(0, load.settle().told(), "ears that were told of a gap");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"password=wrong", "database=0"})
  void brokerThatMayNotComeInSaysWhyAndDoesNotStart(String setting) {
    try (RedisServer redis = RedisServer.start("requirepass secret")) {
      RuntimeException refused =
          assertThrows(
              RuntimeException.class,
              () -> BrokerLoad.start("refused", 1, TestBrokers.at(redis, setting)));

      assertTrue(refused.getMessage().contains("cannot be used"), refused.toString());
    }
  }

  private static BrokerLoad load(String name, RedisServer redis) {
    return BrokerLoad.start(name, BROKERS, TestBrokers.at(redis));
  }

  private static void again(String fault, BrokerLoad load) {
    long millis = load.awaitHeardAgain(System.nanoTime());
    LOG.info("over fault=\"{}\" allHeardAgainMillis={}", fault, millis);
  }
}
