package io.carillon.gateway.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads many texts at one key. Stateless. */
final class Texts {
  private Texts() {}

  /** Texts in a row; without those that are wrong. */
  static List<String> list(Section section, String key, List<String> fallback, Kind<String> kind) {
    Node node = section.structured(key);
    if (node == null) {
      return fallback;
    }
    if (!(node instanceof Node.Sequence sequence)) {
      section.complain(key, "a list, as in [a, b]");
      return fallback;
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      Node item = sequence.items().get(i);
      if (item instanceof Node.Scalar scalar && kind.parse(scalar.text()).isPresent()) {
        texts.add(scalar.text());
      } else {
        section.complainWithin(key, String.valueOf(i), item.shown(), kind.wanted());
      }
    }
    return texts;
  }

  /**
   * Texts by name, in order; without those that are wrong. A name without a value has an empty one.
   */
  static Map<String, String> byName(
      Section section, String key, Kind<String> names, Kind<String> values) {
    Map<String, String> texts = new LinkedHashMap<>();
    Node node = section.structured(key);
    if (node instanceof Node.Mapping mapping) {
      mapping
          .entries()
          .forEach(
              (name, value) -> {
                Optional<String> text = textOf(value).flatMap(values::parse);
                if (names.parse(name).isEmpty()) {
                  String found = "such a name (" + value.origin() + ")";
                  section.complainWithin(key, Shown.start(name), found, names.wanted());
                } else if (text.isEmpty()) {
                  section.complainWithin(key, Shown.start(name), value.shown(), values.wanted());
                } else {
                  texts.put(name, text.get());
                }
              });
    } else if (node != null) {
      section.complain(key, "a mapping");
    }
    return texts;
  }

  private static Optional<String> textOf(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return Optional.of(scalar.text());
    }
    return node instanceof Node.Nothing ? Optional.of("") : Optional.empty();
  }
}
