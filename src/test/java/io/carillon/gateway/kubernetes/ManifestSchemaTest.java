package io.carillon.gateway.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether the manifests are what Kubernetes would take, without one. */
class ManifestSchemaTest {
  private static final Path ALL = Path.of("k8s");

  /**
   * What kustomize itself, version 5, has built, so that no machine needs one. It is to be asked
   * again after each change of the manifests.
   */
  private static final Path BUILT = Path.of("src/test/kubernetes");

  /** No manifests: what builds them, changes them, or is for something else. */
  private static final String OTHERS =
      "kustomization.yaml|carillon.yaml|.*-patch.yaml|adapter-values.yaml";

  static List<Path> manifests() throws IOException {
    try (Stream<Path> all = Files.walk(ALL)) {
      return all.filter(path -> path.toString().endsWith(".yaml"))
          .filter(path -> !path.getFileName().toString().matches(OTHERS))
          .toList();
    }
  }

  static Stream<Path> overlays() {
    return Stream.of("embedded", "redis").map(ALL::resolve);
  }

  static List<String> components() throws IOException {
    try (Stream<Path> all = Files.list(ALL.resolve("components"))) {
      // Each of two has an Ingress, and the third what both of them bring along.
      return all.map(path -> path.getFileName().toString())
          .filter(name -> !name.equals("aws-alb") && !name.equals("aws-health-checks"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void eachManifestHoldsWhatItsKindKnows(Path file) throws Exception {
    for (ObjectNode object : Yaml.all(file)) {
      assertNotNull(Manifests.typed(object).getMetadata().getName());
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void eachOverlayBuildsWhatItsKindsKnow(Path overlay) throws Exception {
    List<ObjectNode> objects = Kustomization.build(overlay, components().toArray(String[]::new));

    for (ObjectNode object : objects) {
      assertNotNull(Manifests.typed(object).getMetadata().getName());
    }
    assertEquals(objects.size(), byName(objects).size(), "each is there once");
  }

  @Test
  void loadBalancerOfRequestsBuildsToo() throws Exception {
    for (ObjectNode object : Kustomization.build(ALL.resolve("redis"), "aws-alb")) {
      assertNotNull(Manifests.typed(object));
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void kustomizeBuildsTheSame(Path overlay) throws Exception {
    Path own = BUILT.resolve(overlay.getFileName());
    List<ObjectNode> built = Yaml.all(own.resolve("built.yaml"));
    built.forEach(Kustomization::withoutHashes);
    Map<String, JsonNode> theirs = byName(built);
    Map<String, JsonNode> ours =
        byName(Kustomization.build(overlay, components().toArray(String[]::new)));

    String what = ": if k8s has changed, kubectl kustomize " + own + " > " + own + "/built.yaml";
    assertEquals(theirs.keySet(), ours.keySet(), what);
    ours.forEach((name, object) -> assertEquals(theirs.get(name), object, name + what));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spec.serviceNames: nodes | serviceNames",
        "spec.template.spec.container: [] | container",
        "spec.template.spec.containers: [{name: a, readyProbe: {}}] | readyProbe",
        "spec.template.spec.containers: [{name: a, env: [{name: A, value: 1}]}] | String",
        "spec.replicas: three | three",
        "spec.replicas: '\"3\"' | 3",
        "spec.template.spec.securityContext: {runAsNonroot: true} | runAsNonroot",
      })
  void manifestWithAMistakeIsRefused(String change, String complaint) throws Exception {
    ObjectNode object = Yaml.all(ALL.resolve("base/statefulset.yaml")).get(0);
    String[] pair = change.split(": ", 2);
    String[] steps = pair[0].split("\\.");
    ObjectNode at = object;
    for (int i = 0; i < steps.length - 1; i++) {
      at = (ObjectNode) at.get(steps[i]);
    }
    at.set(steps[steps.length - 1], Yaml.all("value: " + pair[1]).get(0).get("value"));

    Exception refused = assertThrows(IOException.class, () -> Manifests.typed(object));

    assertTrue(refused.getMessage().contains(complaint), refused.getMessage());
  }

  @Test
  void keyThatStandsTwiceIsRefused() {
    assertThrows(IOException.class, () -> Yaml.all("spec: {a: 1, a: 2}"));
  }

  @Test
  void kindThatNobodyKnowsIsRefused() throws Exception {
    JsonNode object = Yaml.all("apiVersion: apps/v1beta1\nkind: StatefulSet").get(0);

    assertThrows(IllegalArgumentException.class, () -> Manifests.typed(object));
  }

  private static Map<String, JsonNode> byName(List<ObjectNode> objects) {
    Map<String, JsonNode> all = new TreeMap<>();
    for (ObjectNode object : objects) {
      String name = Manifests.kindOf(object) + " " + Manifests.nameOf(object);
      assertFalse(all.containsKey(name), name);
      all.put(name, object);
    }
    return all;
  }
}
