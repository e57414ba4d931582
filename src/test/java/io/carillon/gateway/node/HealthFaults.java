package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TestNodes;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What probes are told by a node that misses others. */
@Tag("faults")
class HealthFaults {
  @Test
  void nodeThatSeesTooFewOthersSaysHowMany() {
    try (TestNodes nodes = TestNodes.start(1, "cluster.majorityOf=3")) {
      assertEquals(
          "503 not ready\nquorum missing: sees 1 of the 2 nodes it needs\n",
          told(nodes.node(0), "ready"));
      assertEquals("200 live\n", told(nodes.node(0), "live"));
    }
  }

  private static String told(TestNode node, String which) {
    HttpResponse<String> answer = node.admin("GET", "/health/" + which, null);
    return answer.statusCode() + " " + answer.body();
  }
}
