package io.carillon.gateway.broker.embedded;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.broker.BrokerContract;
import io.carillon.gateway.testkit.TestCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What every broker promises, by one of two nodes. */
class ClusterBrokerTest extends BrokerContract {
  private static TestCluster cluster;
  private final AtomicLong now = new AtomicLong(1_000_000);

  @BeforeAll
  static void join() {
    cluster = new TestCluster(2);
  }

  @AfterAll
  static void leave() {
    cluster.close();
  }

  @Override
  protected Broker open() {
    return new ClusterBroker(
        cluster.node(1), Duration.ofSeconds(20), () -> Instant.ofEpochMilli(now.get()));
  }

  @Override
  protected void pass(Duration time) {
    now.addAndGet(time.toMillis());
    Sweeps.sweep(cluster.node(0), now.get());
  }
}
