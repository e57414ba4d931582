package io.carillon.gateway.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.ConfigException;
import io.carillon.gateway.config.GatewayConfig;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the manifests agree with each other, and with the configuration that they carry. */
class ManifestAgreementTest {
  private static final Path ALL = Path.of("k8s");
  private static final String[] COMPONENTS = {"monitoring", "autoscaling", "ingress-nginx", "tls"};

  /** Within which a node leaves the others, who take over what it kept. */
  static final Duration LEAVING = Duration.ofSeconds(15);

  @TempDir Path directory;

  private Deployed deployed(String overlay, String... components) throws IOException {
    return Deployed.of(ALL.resolve(overlay), directory, components);
  }

  @ParameterizedTest
  @ValueSource(strings = {"embedded", "redis"})
  void portsAreThoseOfTheConfiguration(String overlay) throws Exception {
    Deployed deployed = deployed(overlay);
    GatewayConfig config = deployed.config(true);
    Map<String, Integer> ports = new java.util.TreeMap<>();
    ports.put("public", config.listeners().publicListener().port().getAsInt());
    ports.put("admin", config.listeners().admin().port());
    if (config.cluster().enabled()) {
      ports.put("cluster", config.cluster().port());
      ports.put("bus", config.cluster().busPort());
    }

    assertEquals(ports, deployed.ports());
    assertEquals(overlay.equals("embedded"), config.cluster().enabled());
    assertEquals("0.0.0.0", config.listeners().admin().host());
  }

  @ParameterizedTest
  @ValueSource(strings = {"embedded", "redis"})
  void nodesWithKeysThatNobodyReplacedDoNotStart(String overlay) throws Exception {
    Deployed deployed = deployed(overlay);

    ConfigException refused = assertThrows(ConfigException.class, () -> deployed.config(false));

    String complaints = refused.getMessage();
    assertTrue(complaints.contains("listeners.admin.apiKey"), complaints);
    assertTrue(complaints.contains("listeners.admin.dashboard.password"), complaints);
    assertFalse(complaints.contains("hmacSecret") || complaints.contains("broker"), complaints);
  }

  @ParameterizedTest
  @ValueSource(strings = {"embedded", "redis"})
  void nodesAreNotKilledWhileTheyPartWithTheirClients(String overlay) throws Exception {
    Deployed deployed = deployed(overlay);
    Duration wanted = deployed.config(true).shutdown().longest().plus(LEAVING);

    long given =
        deployed.nodes().getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds();

    assertTrue(given >= wanted.toSeconds(), given + " s, wanted " + wanted);
  }

  @Test
  void embeddedNodesFindEachOtherByTheServiceThatListsThemBeforeTheyAreReady() throws Exception {
    Deployed deployed = deployed("embedded");
    GatewayConfig config = deployed.config(true);
    String name = config.cluster().kubernetesService().orElseThrow();
    Service service = Manifests.get(deployed.objects(), Service.class, name);

    assertEquals("None", service.getSpec().getClusterIP());
    assertTrue(service.getSpec().getPublishNotReadyAddresses());
    assertEquals(name, deployed.nodes().getSpec().getServiceName());
    assertEquals(config.cluster().majorityOf(), deployed.nodes().getSpec().getReplicas());
    assertEquals("Parallel", deployed.nodes().getSpec().getPodManagementPolicy());
  }

  @Test
  void redisIsWhereTheNodesLookForIt() throws Exception {
    Deployed deployed = deployed("redis", "redis-server");
    String server = deployed.config(true).broker().redis().servers().get(0).toString();
    Service service = Manifests.get(deployed.objects(), Service.class, "carillon-redis");

    assertEquals("carillon-redis:" + service.getSpec().getPorts().get(0).getPort(), server);
  }

  @ParameterizedTest
  @ValueSource(strings = {"embedded", "redis"})
  void whateverSelectsNodesSelectsThem(String overlay) throws Exception {
    Deployed deployed = deployed(overlay, COMPONENTS);
    List<Map<String, String>> selectors = new ArrayList<>();
    selectors.add(labels(deployed.nodes().getSpec().getSelector()));
    Manifests.all(deployed.objects(), Service.class)
        .forEach(service -> selectors.add(service.getSpec().getSelector()));
    Manifests.all(deployed.objects(), PodDisruptionBudget.class)
        .forEach(budget -> selectors.add(labels(budget.getSpec().getSelector())));
    Manifests.all(deployed.objects(), NetworkPolicy.class)
        .forEach(policy -> selectors.add(labels(policy.getSpec().getPodSelector())));
    deployed
        .nodes()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getTopologySpreadConstraints()
        .forEach(spread -> selectors.add(labels(spread.getLabelSelector())));

    for (Map<String, String> selector : selectors) {
      assertTrue(
          !selector.isEmpty() && deployed.labels().entrySet().containsAll(selector.entrySet()),
          selector + " of " + deployed.labels());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"embedded", "redis"})
  void whateverNamesAPortNamesOneOfANode(String overlay) throws Exception {
    Deployed deployed = deployed(overlay, COMPONENTS);
    Set<String> ports = deployed.ports().keySet();
    Set<String> named =
        Manifests.all(deployed.objects(), Service.class).stream()
            .flatMap(service -> service.getSpec().getPorts().stream())
            .map(port -> port.getTargetPort().getStrVal())
            .collect(Collectors.toSet());
    Manifests.all(deployed.objects(), NetworkPolicy.class).stream()
        .flatMap(policy -> policy.getSpec().getIngress().stream())
        .flatMap(rule -> rule.getPorts().stream())
        .forEach(port -> named.add(port.getPort().getStrVal()));
    for (Probe probe : probes(deployed)) {
      named.add(probe.getHttpGet().getPort().getStrVal());
    }

    assertEquals(ports, named);
  }

  @Test
  void onlyNodesReachThePortsOfTheCluster() throws Exception {
    Deployed deployed = deployed("embedded");
    for (NetworkPolicy policy : Manifests.all(deployed.objects(), NetworkPolicy.class)) {
      policy
          .getSpec()
          .getIngress()
          .forEach(
              rule ->
                  rule.getPorts().stream()
                      .map(port -> port.getPort().getStrVal())
                      .filter(Set.of("cluster", "bus")::contains)
                      .forEach(
                          port ->
                              assertEquals(
                                  List.of(deployed.labels()),
                                  rule.getFrom().stream()
                                      .map(from -> from.getPodSelector().getMatchLabels())
                                      .toList())));
    }
  }

  @Test
  void whatIsPutOnTopRefersToWhatIsThere() throws Exception {
    Deployed deployed = deployed("redis", COMPONENTS);
    HorizontalPodAutoscaler scaler =
        Manifests.all(deployed.objects(), HorizontalPodAutoscaler.class).get(0);
    ServiceMonitor monitor = Manifests.all(deployed.objects(), ServiceMonitor.class).get(0);
    Service admin = Manifests.get(deployed.objects(), Service.class, "carillon-admin");
    HTTPIngressPath path =
        Manifests.all(deployed.objects(), Ingress.class)
            .get(0)
            .getSpec()
            .getRules()
            .get(0)
            .getHttp()
            .getPaths()
            .get(0);
    Service clients =
        Manifests.get(deployed.objects(), Service.class, path.getBackend().getService().getName());

    assertEquals(
        deployed.nodes().getMetadata().getName(), scaler.getSpec().getScaleTargetRef().getName());
    assertEquals(null, deployed.nodes().getSpec().getReplicas());
    assertTrue(
        admin
            .getMetadata()
            .getLabels()
            .entrySet()
            .containsAll(labels(monitor.getSpec().getSelector()).entrySet()));
    assertEquals("carillon", admin.getMetadata().getLabels().get(monitor.getSpec().getJobLabel()));
    var endpoint = monitor.getSpec().getEndpoints().get(0);
    var credentials = endpoint.getAuthorization().getCredentials();
    assertTrue(
        Manifests.get(deployed.objects(), Secret.class, credentials.getName())
            .getData()
            .containsKey(credentials.getKey()));
    assertEquals(admin.getSpec().getPorts().get(0).getName(), endpoint.getPort());
    assertEquals(
        clients.getSpec().getPorts().get(0).getName(),
        path.getBackend().getService().getPort().getName());
  }

  @Test
  void alertsAreThoseOfTheFileForPrometheus() throws Exception {
    assertEquals(
        Yaml.one(Path.of("conf/prometheus-alerts.yml")).get("groups"),
        Yaml.one(ALL.resolve("components/monitoring/rules.yaml")).get("spec").get("groups"));
  }

  private static List<Probe> probes(Deployed deployed) {
    return List.of(
        deployed.container().getStartupProbe(),
        deployed.container().getLivenessProbe(),
        deployed.container().getReadinessProbe());
  }

  private static Map<String, String> labels(LabelSelector selector) {
    return selector.getMatchLabels();
  }
}
