package io.carillon.gateway.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.ShutdownConfig;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether nodes that go and the load balancers before them have the same idea of time. */
class AwsComponentsTest {
  /** What it takes until a load balancer acts on what its health checks say, and some more. */
  private static final Duration ACTING = Duration.ofSeconds(5);

  private static final Pattern DELAY = Pattern.compile("deregistration_delay.*?=(\\d+)");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"embedded, aws-nlb", "redis, aws-nlb", "embedded, aws-alb", "redis, aws-alb"})
  void nodeThatGoesServesOnUntilItsLoadBalancerHasNoticed(String overlay, String component)
      throws Exception {
    Deployed deployed = Deployed.of(Path.of("k8s", overlay), directory, component);
    Map<String, String> balancer = annotations(deployed, component);
    ShutdownConfig shutdown = deployed.config(true).shutdown();
    String port = value(balancer, "healthcheck-port");
    Duration noticed =
        Duration.ofSeconds(seconds(balancer, "healthcheck-interval"))
            .multipliedBy(seconds(balancer, "unhealthy-threshold"));

    assertEquals(deployed.ports().get("admin"), Integer.parseInt(port));
    assertTrue(
        shutdown.notReadyFor().compareTo(noticed.plus(ACTING)) >= 0,
        shutdown + ", noticed after " + noticed);
  }

  @ParameterizedTest
  @CsvSource({"embedded, aws-nlb", "redis, aws-nlb", "embedded, aws-alb", "redis, aws-alb"})
  void clientsOfANodeThatGoesAreCutByNobodyElse(String overlay, String component) throws Exception {
    Deployed deployed = Deployed.of(Path.of("k8s", overlay), directory, component);
    Duration longest = deployed.config(true).shutdown().longest();
    Matcher delay =
        DELAY.matcher(value(annotations(deployed, component), "target-group-attributes"));
    long killed =
        deployed.nodes().getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds();

    assertTrue(delay.find());
    assertTrue(Integer.parseInt(delay.group(1)) >= longest.toSeconds(), longest.toString());
    assertTrue(
        killed >= longest.plus(ManifestAgreementTest.LEAVING).toSeconds(), longest.toString());
  }

  private static Map<String, String> annotations(Deployed deployed, String component)
      throws Exception {
    HasMetadata balancer =
        component.equals("aws-nlb")
            ? Manifests.get(deployed.objects(), Service.class, "carillon")
            : Manifests.get(deployed.objects(), Ingress.class, "carillon");
    return balancer.getMetadata().getAnnotations();
  }

  private static int seconds(Map<String, String> annotations, String name) {
    return Integer.parseInt(value(annotations, name));
  }

  // The names of both kinds differ at their beginnings and ends.
  private static String value(Map<String, String> annotations, String name) {
    return annotations.entrySet().stream()
        .filter(entry -> entry.getKey().matches(".*[-/]" + name + "(-seconds|-count)?"))
        .map(Map.Entry::getValue)
        .reduce((one, other) -> one + "," + other)
        .orElseThrow();
  }
}
