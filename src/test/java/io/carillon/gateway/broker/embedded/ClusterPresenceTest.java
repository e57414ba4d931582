package io.carillon.gateway.broker.embedded;

import io.carillon.gateway.broker.Presence;
import io.carillon.gateway.broker.PresenceContract;
import io.carillon.gateway.testkit.TestCluster;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What every presence promises, by one of two nodes. */
class ClusterPresenceTest extends PresenceContract {
  private static TestCluster cluster;

  @BeforeAll
  static void join() {
    cluster = new TestCluster(2);
  }

  @AfterAll
  static void leave() {
    cluster.close();
  }

  @Override
  protected Presence open() {
    return new ClusterPresence(cluster.node(1), Duration.ofSeconds(20));
  }
}
