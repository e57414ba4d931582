package io.carillon.gateway.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code kubectl kustomize} makes of a directory, as far as the manifests of this project use
 * it, for machines without kubectl. Hashes behind names are left out.
 */
final class Kustomization {
  private static final Set<String> KNOWN =
      Set.of(
          "apiVersion",
          "kind",
          "resources",
          "components",
          "configMapGenerator",
          "secretGenerator",
          "patches");

  private final List<ObjectNode> objects = new ArrayList<>();

  private Kustomization() {}

  /** All objects, with the components put on top in their order. */
  static List<ObjectNode> build(Path directory, String... components) throws IOException {
    Kustomization all = new Kustomization();
    all.add(directory);
    for (String component : components) {
      all.add(directory.resolve("../components").resolve(component));
    }
    return all.objects;
  }

  private void add(Path directory) throws IOException {
    JsonNode file = Yaml.one(directory.resolve("kustomization.yaml"));
    file.fieldNames()
        .forEachRemaining(
            name -> {
              if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException(directory + ": " + name + " is not known here");
              }
            });
    for (JsonNode resource : file.path("resources")) {
      Path path = directory.resolve(resource.asText());
      if (Files.isDirectory(path)) {
        add(path);
      } else {
        objects.addAll(Yaml.all(path));
      }
    }
    for (JsonNode component : file.path("components")) {
      add(directory.resolve(component.asText()));
    }
    for (JsonNode generator : file.path("configMapGenerator")) {
      objects.add(configMap(directory, generator));
    }
    for (JsonNode generator : file.path("secretGenerator")) {
      objects.add(secret(directory, generator));
    }
    for (JsonNode patch : file.path("patches")) {
      patch(patch.path("target"), Yaml.one(directory.resolve(patch.path("path").asText())));
    }
  }

  private static ObjectNode configMap(Path directory, JsonNode generator) throws IOException {
    ObjectNode map = generated("ConfigMap", generator);
    for (JsonNode file : generator.path("files")) {
      String text = Files.readString(directory.resolve(file.asText()));
      map.withObjectProperty("data").put(file.asText(), text);
    }
    return map;
  }

  private static ObjectNode secret(Path directory, JsonNode generator) throws IOException {
    ObjectNode secret = generated("Secret", generator).put("type", "Opaque");
    for (JsonNode file : generator.path("envs")) {
      for (String line : Files.readAllLines(directory.resolve(file.asText()))) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] pair = line.split("=", 2);
          byte[] value = pair[1].getBytes(StandardCharsets.UTF_8);
          secret.withObjectProperty("data").put(pair[0], Base64.getEncoder().encodeToString(value));
        }
      }
    }
    return secret;
  }

  private static ObjectNode generated(String kind, JsonNode generator) {
    ObjectNode object = Yaml.object().put("apiVersion", "v1").put("kind", kind);
    object.putObject("metadata").set("name", generator.get("name"));
    return object;
  }

  private void patch(JsonNode target, JsonNode patch) {
    int index =
        Manifests.index(objects, target.path("kind").asText(), target.path("name").asText());
    ObjectNode object = objects.get(index);
    if (patch.isArray()) {
      objects.set(index, (ObjectNode) JsonPatch.apply(patch, object));
    } else {
      merge(object, (ObjectNode) patch);
    }
  }

  // Lists would be merged by rules of their own, so there are none in such patches.
  private static void merge(ObjectNode object, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      if (entry.getValue() instanceof ObjectNode mapping) {
        merge(object.withObjectProperty(entry.getKey()), mapping);
      } else if (entry.getValue().isArray()) {
        throw new IllegalArgumentException("a list in a merge patch: " + entry.getKey());
      } else {
        object.set(entry.getKey(), entry.getValue());
      }
    }
  }

  /** The same without the hashes that kustomize puts behind names of generated ones. */
  static JsonNode withoutHashes(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().forEach(entry -> entry.setValue(withoutHashes(entry.getValue())));
      return object;
    }
    if (node.isArray()) {
      var array = (com.fasterxml.jackson.databind.node.ArrayNode) node;
      for (int i = 0; i < array.size(); i++) {
        array.set(i, withoutHashes(array.get(i)));
      }
      return array;
    }
    return node.isTextual()
        ? TextNode.valueOf(node.asText().replaceFirst("^(carillon)-[a-z0-9]{10}$", "$1"))
        : node;
  }
}
