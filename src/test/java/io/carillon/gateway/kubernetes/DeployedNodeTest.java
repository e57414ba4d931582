package io.carillon.gateway.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.carillon.gateway.node.GatewayNode;
import io.carillon.gateway.testkit.Ports;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.RedisServer;
import io.carillon.gateway.testkit.TestNode;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.openshift.api.model.monitoring.v1.Endpoint;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real nodes, as the manifests would start them but for addresses and ports. */
class DeployedNodeTest {
  @TempDir Path directory;

  @Test
  void nodeThatWaitsForAMajorityIsAliveAndNotReady() throws Exception {
    Deployed deployed = Deployed.of(Path.of("k8s/embedded"), directory);

    try (TestNode node =
        start(
            deployed,
            "cluster.name=" + directory.getFileName(),
            "cluster.kubernetes.service=localhost",
            "cluster.port=" + Ports.free(),
            "cluster.busPort=" + Ports.free())) {
      assertEquals(200, status(node, deployed.container().getStartupProbe()));
      assertEquals(200, status(node, deployed.container().getLivenessProbe()));
      assertEquals(503, status(node, deployed.container().getReadinessProbe()));
      assertTrue(node.admin("GET", "/health/ready", null).body().contains("quorum missing"));
    }
  }

  @Test
  void nodeOnRedisAnswersProbesAndPrometheusAndBackends() throws Exception {
    Deployed deployed = Deployed.of(Path.of("k8s/redis"), directory, "monitoring");
    Endpoint scraped =
        Manifests.all(deployed.objects(), ServiceMonitor.class)
            .get(0)
            .getSpec()
            .getEndpoints()
            .get(0);

    try (RedisServer redis = RedisServer.start("requirepass " + Deployed.KEY);
        TestNode node = start(deployed, "broker.redis.servers=[127.0.0.1:" + redis.port() + "]")) {
      assertEquals(200, status(node, deployed.container().getStartupProbe()));
      assertEquals(200, status(node, deployed.container().getReadinessProbe()));
      assertEquals(401, node.admin("GET", scraped.getPath(), null).statusCode());
      HttpResponse<String> metrics =
          node.admin("GET", scraped.getPath(), null, "Authorization", "Bearer " + Deployed.KEY);
      assertEquals(200, metrics.statusCode());
      assertEquals(401, node.post("/api/info", "{}").statusCode());
      String info = node.post("/api/info", "{}", "X-API-Key", Deployed.KEY).body();
      assertTrue(info.contains("\"carillon-0\""), info);
    }
  }

  @Test
  void autoscalerLooksForAMetricThatANodeHas() throws Exception {
    Deployed deployed = Deployed.of(Path.of("k8s/redis"), directory, "autoscaling");
    JsonNode rule =
        Yaml.one(Path.of("k8s/components/autoscaling/adapter-values.yaml")).at("/rules/custom/0");
    String series = rule.at("/seriesQuery").asText().replaceFirst("\\{.*", "");

    try (TestNode node = TestNode.start();
        RawWebSocket client = RawWebSocket.open(node.port(), "/subscribe?channel=a")) {
      assertTrue(client.head().startsWith("HTTP/1.1 101"));
      String metrics = node.admin("GET", "/metrics", null).body();
      assertTrue(metrics.contains("\n" + series + "{"), metrics);
    }
    assertEquals(wanted(deployed), rule.at("/name/as").asText());
  }

  private static String wanted(Deployed deployed) {
    return Manifests.all(deployed.objects(), HorizontalPodAutoscaler.class)
        .get(0)
        .getSpec()
        .getMetrics()
        .stream()
        .filter(metric -> metric.getType().equals("Pods"))
        .map(metric -> metric.getPods().getMetric().getName())
        .findFirst()
        .orElseThrow();
  }

  private static TestNode start(Deployed deployed, String... more) throws Exception {
    List<String> options =
        new ArrayList<>(
            List.of(
                "node.eventLoops=2",
                "listeners.public.host=127.0.0.1",
                "listeners.public.port=0",
                "listeners.admin.host=127.0.0.1",
                "listeners.admin.port=0"));
    options.addAll(List.of(more));
    return TestNode.of(
        GatewayNode.start(deployed.config(true, options.toArray(String[]::new)))
            .await(50, TimeUnit.SECONDS));
  }

  // Without a key, as the machine asks.
  private static int status(TestNode node, Probe probe) {
    return node.admin("GET", probe.getHttpGet().getPath(), null).statusCode();
  }
}
