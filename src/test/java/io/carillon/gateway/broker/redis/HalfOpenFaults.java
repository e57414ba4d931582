package io.carillon.gateway.broker.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.BrokerLoad;
import io.carillon.gateway.testkit.NodeLogs;
import io.carillon.gateway.testkit.RedisServer;
import io.carillon.gateway.testkit.TcpRelay;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections to Redis of which one side has never heard the end. */
@Tag("faults")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith(NodeLogs.class)
class HalfOpenFaults {
  private static final Logger LOG = LoggerFactory.getLogger(HalfOpenFaults.class);

  /** As when a firewall forgets them: the same server answers whoever dials anew. */
  @Test
  void brokerWhoseConnectionsAreForgottenFindsOutAndMissesNothing() {
    try (RedisServer redis = RedisServer.start();
        TcpRelay relay = TcpRelay.before(redis.port());
        BrokerLoad load = load("forgotten", redis, relay)) {
      load.awaitAcknowledged(20);

      long stranded = System.nanoTime();
      relay.strand();

      long millis = load.awaitHeardAgain(stranded);
      LOG.info("over fault=\"half-open connections\" allHeardAgainMillis={}", millis);
      assertEquals(0, load.settle().told(), "ears that were told of a gap");
    }
  }

  /** As when its network is away: who dials hears nothing either. */
  @Test
  void brokerThatIsCutOffForAWhileMissesNothing() {
    try (RedisServer redis = RedisServer.start();
        TcpRelay relay = TcpRelay.before(redis.port());
        BrokerLoad load = load("cut-off", redis, relay)) {
      load.awaitAcknowledged(20);

      long frozen = System.nanoTime();
      relay.freeze();
      load.awaitRefused(0, frozen);
      relay.thaw();

      long millis = load.awaitHeardAgain(System.nanoTime());
      LOG.info("over fault=\"network away\" allHeardAgainMillis={}", millis);
      assertEquals(0, load.settle().told(), "ears that were told of a gap");
    }
  }

  private static BrokerLoad load(String name, RedisServer redis, TcpRelay relay) {
    return BrokerLoad.start(
        name, List.of(TestBrokers.at(relay.port()), TestBrokers.at(redis), TestBrokers.at(redis)));
  }
}
