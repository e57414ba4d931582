package io.carillon.gateway.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.TestCluster;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What every table promises, by two nodes that Hazelcast joins. */
class ClusterTableTest extends SharedTableContract {
  private static TestCluster cluster;

  @BeforeAll
  static void join() {
    cluster = new TestCluster(2, 4);
  }

  @AfterAll
  static void leave() {
    cluster.close();
  }

  @Override
  protected SharedTable open(String name, int node) {
    return new VertxTable(cluster.node(node).vertx(), name);
  }

  @Test
  void whatWasPutOutlivesTheNodesThatCameAndWent() throws Exception {
    Cluster third = cluster.join();
    SharedTable table = new VertxTable(third.vertx(), "outlives");
    for (int i = 0; i < 50; i++) {
      table.put("k" + i, "v", Duration.ZERO).await(20, TimeUnit.SECONDS);
    }
    third.hazelcast().getLifecycleService().terminate();
    cluster.leave().await(20, TimeUnit.SECONDS);

    assertEquals(50, open("outlives", 0).entries().await(20, TimeUnit.SECONDS).size());
  }
}
