package io.carillon.gateway.kubernetes;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads YAML in which no key stands twice. */
final class Yaml {
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Yaml() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** The only document of a file. */
  static JsonNode one(Path file) throws IOException {
    return MAPPER.readTree(Files.readString(file));
  }

  /** All documents of a file. */
  static List<ObjectNode> all(Path file) throws IOException {
    return all(Files.readString(file));
  }

  static List<ObjectNode> all(String text) throws IOException {
    try (MappingIterator<ObjectNode> documents =
        MAPPER.readerFor(ObjectNode.class).readValues(text)) {
      return documents.readAll();
    }
  }
}
