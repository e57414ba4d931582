package io.carillon.gateway.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hazelcast.cluster.ClusterState;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.TestCluster;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AbandonedMergeTest {
  @Test
  void nodeThatWasToMergeAndWasNeverToldLetsOthersJoinAgain() throws Exception {
    try (TestCluster cluster = new TestCluster(2, 3)) {
      Cluster eldest = cluster.node(0).membership().isEldest() ? cluster.node(0) : cluster.node(1);
      // As Hazelcast begins a merge; it refuses while partitions move, as they do after a join.
      eldest.whole().await(20, TimeUnit.SECONDS);
      Await.until(() -> isFrozen(eldest), () -> "still " + state(eldest));
      assertEquals(ClusterState.FROZEN, state(cluster.node(0)));
      assertEquals(ClusterState.FROZEN, state(cluster.node(1)));

      AbandonedMerge abandoned =
          new AbandonedMerge(
              eldest.vertx(), eldest.hazelcast(), eldest.membership(), Duration.ofMillis(100));
      eldest.context().runOnContext(none -> abandoned.start());

      Await.until(
          () -> state(cluster.node(0)) == ClusterState.ACTIVE,
          () -> "still " + state(cluster.node(0)));
      cluster.join();
      assertEquals(2, cluster.node(1).membership().peers().size());
    }
  }

  private static boolean isFrozen(Cluster node) {
    try {
      node.hazelcast().getCluster().changeClusterState(ClusterState.FROZEN);
      return true;
    } catch (IllegalStateException busy) {
      return false;
    }
  }

  private static ClusterState state(Cluster node) {
    return node.hazelcast().getCluster().getClusterState();
  }
}
