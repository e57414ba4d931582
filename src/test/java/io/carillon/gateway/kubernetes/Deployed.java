package io.carillon.gateway.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.config.GatewayConfig;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a node gets to see of an overlay: its file, its environment and its ports. */
record Deployed(List<ObjectNode> objects, StatefulSet nodes, Path file) {
  static final String KEY = "a-key-for-the-tests";

  private static final String CONFIG = "carillon.yaml";

  /**
   * Builds an overlay.
   *
   * @param directory where the file of the ConfigMap is put
   */
  static Deployed of(Path overlay, Path directory, String... components) throws IOException {
    List<ObjectNode> objects = Kustomization.build(overlay, components);
    ConfigMap config = Manifests.get(objects, ConfigMap.class, "carillon");
    Path file = directory.resolve(CONFIG);
    Files.writeString(file, config.getData().get(CONFIG));
    return new Deployed(objects, Manifests.get(objects, StatefulSet.class, "carillon"), file);
  }

  Container container() {
    return nodes.getSpec().getTemplate().getSpec().getContainers().get(0);
  }

  /** Ports of the container, by name. */
  Map<String, Integer> ports() {
    return container().getPorts().stream()
        .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
  }

  /** Labels of each node. */
  Map<String, String> labels() {
    return nodes.getSpec().getTemplate().getMetadata().getLabels();
  }

  /** As the first node would see it. */
  Map<String, String> environment(boolean keysAreReplaced) throws IOException {
    Map<String, String> environment = new TreeMap<>();
    String secret = container().getEnvFrom().get(0).getSecretRef().getName();
    Manifests.get(objects, Secret.class, secret)
        .getData()
        .forEach((name, value) -> environment.put(name, keysAreReplaced ? KEY : value));
    for (EnvVar variable : container().getEnv()) {
      environment.put(
          variable.getName(),
          Optional.ofNullable(variable.getValue())
              .orElseGet(() -> field(variable.getValueFrom().getFieldRef().getFieldPath())));
    }
    return environment;
  }

  private static String field(String path) {
    return switch (path) {
      case "metadata.name" -> "carillon-0";
      case "status.podIP" -> "127.0.0.1";
      default -> throw new IllegalArgumentException(path);
    };
  }

  GatewayConfig config(boolean keysAreReplaced, String... options) throws IOException {
    return ConfigLoader.load(Optional.of(file), List.of(options), environment(keysAreReplaced));
  }
}
