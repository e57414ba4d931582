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
    try (TestCluster cluster = new TestCluster(1, 2)) {
      Cluster alone = cluster.node(0);
      // As Hazelcast begins a merge; it refuses while partitions move.
      alone.whole().await(20, TimeUnit.SECONDS);
      Await.until(() -> isFrozen(alone), () -> "still " + state(alone));

      AbandonedMerge abandoned =
          new AbandonedMerge(
              alone.vertx(), alone.hazelcast(), alone.membership(), Duration.ofMillis(100));
      alone.context().runOnContext(none -> abandoned.start());

      Await.until(() -> state(alone) == ClusterState.ACTIVE, () -> "still " + state(alone));
      cluster.join();
      assertEquals(1, alone.membership().peers().size());
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
