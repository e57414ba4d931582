package io.carillon.gateway.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.bench.NodeCpu;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Protocol;
import io.carillon.gateway.bench.Traffic;
import io.carillon.gateway.testkit.Ports;
import io.carillon.gateway.testkit.TestNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpuWatchTest {
  @Test
  void nodesThatDoNotTellAreLeftOutAndThatIsNoFailure() throws Exception {
    try (TestNode node = TestNode.start()) {
      String clients = "127.0.0.1:" + node.port();
      String admin = "http://127.0.0.1:" + node.adminPort();
      String nobody = "127.0.0.1:" + Ports.free();
      Plan plan =
          Plans.fanout(
              Protocol.RAW, 2, 50, admin, "ws://" + clients + "/subscribe?channel=bench-0");
      List<String> asked = List.of("http://" + nobody, admin, "http://" + clients);

      Outcome outcome = Plans.run(plan.withTraffic(asking(plan.traffic(), asked)));

      assertTrue(outcome.clean(), outcome.toString());
      assertEquals(List.of(admin), outcome.nodes().stream().map(NodeCpu::url).toList());
      String unknown = "CPU of a node is not known: ";
      assertTrue(told(outcome, unknown + nobody + ": connection refused"), outcome.toString());
      assertTrue(
          told(outcome, unknown + clients + ": /metrics was answered with 404"),
          outcome.toString());
    }
  }

  private static boolean told(Outcome outcome, String text) {
    return outcome.events().stream().anyMatch(event -> event.text().equals(text));
  }

  private static Traffic asking(Traffic traffic, List<String> admins) {
    return new Traffic(
        traffic.rate(),
        traffic.window(),
        traffic.size(),
        traffic.publishUrl(),
        traffic.apiKey(),
        traffic.publishers(),
        admins);
  }
}
