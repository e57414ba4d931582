package io.carillon.gateway.cluster;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.multimap.MultiMap;
import io.carillon.gateway.testkit.TestCluster;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeAddressesTest {
  private static final int QUESTIONS = 200;

  @Test
  void nodeWhoseRegistrationIsGoneWithWhoKeptItIsHeardAllTheWhile() {
    try (TestCluster nodes = new TestCluster(2)) {
      Cluster asking = nodes.node(0);
      String asked = NodeIdentity.uid(nodes.node(1).membership().self());
      nodes
          .node(1)
          .calls()
          .answer("double", question -> Future.succeededFuture(twice(question.getInteger("n"))));

      for (int i = 0; i < QUESTIONS; i++) {
        if (i % 50 == 1) {
          forget(asking.hazelcast(), "node." + asked);
        }
        JsonObject question = new JsonObject().put("n", i);
        assertEquals(twice(i), await(asking.calls().ask(asked, "double", question)));
      }
      assertEquals(0, asking.counts().unanswered());
    }
  }

  @Test
  void nodeWhoseWhereaboutsAreGoneIsReachedByOneThatComes() {
    try (TestCluster nodes = new TestCluster(2, 3)) {
      Cluster lost = nodes.node(0);
      lost.calls().answer("double", question -> Future.succeededFuture(twice(2)));
      lost.hazelcast().getMap("__vertx.nodeInfo").clear();

      Cluster late = nodes.join();
      String uid = NodeIdentity.uid(lost.membership().self());
      assertEquals(twice(2), await(late.calls().ask(uid, "double", new JsonObject())));
    }
  }

  @Test
  void addressOfNobodyLeadsNowhere() {
    try (TestCluster nodes = new TestCluster(1)) {
      HazelcastInstance hazelcast = nodes.node(0).hazelcast();
      long self = nodes.node(0).membership().self();

      NodeAddresses addresses = new NodeAddresses(() -> hazelcast);
      assertEquals(1, addresses.listeners(NodeAddresses.of(self)).size());
      assertEquals(List.of(), addresses.listeners(NodeAddresses.of(self + 2)));
      assertEquals(List.of(), addresses.listeners("elsewhere"));
      assertEquals(List.of(), new NodeAddresses(() -> null).listeners(NodeAddresses.of(self)));
    }
  }

  private static void forget(HazelcastInstance hazelcast, String address) {
    MultiMap<String, Object> registrations = hazelcast.getMultiMap("__vertx.subs");
    assertTrue(registrations.remove(address).size() <= 1);
  }

  private static JsonObject twice(int n) {
    return new JsonObject().put("n", 2 * n);
  }
}
