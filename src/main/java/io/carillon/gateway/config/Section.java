package io.carillon.gateway.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One mapping of the configuration while it is read: hands out typed values, complains about wrong
 * ones and goes on with the default, so that one reading finds every mistake.
 */
final class Section {
  private final Node.Mapping mapping;
  private final String path;
  private final List<Complaint> complaints;
  private final Set<String> known;
  private final Set<String> asked = new LinkedHashSet<>();
  private final List<Section> inner = new ArrayList<>();

  private Section(
      Node.Mapping mapping, String path, List<Complaint> complaints, Set<String> known) {
    this.mapping = mapping;
    this.path = path;
    this.complaints = complaints;
    this.known = known;
  }

  /**
   * The whole configuration.
   *
   * @param known gets the path of each single key that is asked for
   */
  static Section root(Node.Mapping mapping, List<Complaint> complaints, Set<String> known) {
    return new Section(mapping, "", complaints, known);
  }

  /** Its path, joined by dots. */
  String path() {
    return path;
  }

  String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  boolean has(String key) {
    return mapping.entries().containsKey(key);
  }

  Section section(String key) {
    return sectionOf(ask(key), pathOf(key));
  }

  /** Sections by name, which can be any. */
  Map<String, Section> named(String key) {
    Map<String, Section> sections = new LinkedHashMap<>();
    if (ask(key) instanceof Node.Mapping names) {
      names
          .entries()
          .forEach((name, node) -> sections.put(name, sectionOf(node, pathOf(key) + "." + name)));
    } else if (has(key)) {
      complain(key, "a mapping");
    }
    return sections;
  }

  /** Sections in a row. */
  List<Section> list(String key) {
    List<Section> sections = new ArrayList<>();
    if (ask(key) instanceof Node.Sequence sequence) {
      for (Node node : sequence.items()) {
        sections.add(sectionOf(node, pathOf(key) + "." + sections.size()));
      }
    } else if (has(key)) {
      complain(key, "a list");
    }
    return sections;
  }

  List<String> texts(String key, List<String> fallback) {
    known.add(pathOf(key));
    Node node = ask(key);
    if (node == null) {
      return fallback;
    }
    if (node instanceof Node.Sequence sequence
        && sequence.items().stream().allMatch(Node.Scalar.class::isInstance)) {
      return sequence.items().stream().map(item -> ((Node.Scalar) item).text()).toList();
    }
    complain(key, "a list of texts, as in [a, b]");
    return fallback;
  }

  String text(String key, String fallback) {
    return value(key, fallback, "a text", Optional::of);
  }

  boolean flag(String key, boolean fallback) {
    return value(
        key,
        fallback,
        "true or false",
        text -> Stream.of(true, false).filter(one -> one.toString().equals(text)).findAny());
  }

  int integer(String key, int fallback, int least, int most) {
    return value(
        key,
        fallback,
        "a number from " + least + " to " + most,
        text ->
            text.matches("-?\\d{1,9}")
                ? Optional.of(Integer.parseInt(text)).filter(one -> one >= least && one <= most)
                : Optional.empty());
  }

  int bytes(String key, int fallback, int least, int most) {
    return value(
        key,
        fallback,
        "bytes from " + least + " to " + most + ", as in 65536 or 64KiB",
        text ->
            Quantities.bytes(text)
                .filter(one -> one >= least && one <= most)
                .map(Math::toIntExact));
  }

  Duration duration(String key, Duration fallback, Duration least, Duration most) {
    return value(
        key,
        fallback,
        "a time from "
            + Quantities.show(least)
            + " to "
            + Quantities.show(most)
            + ", in ms, s, m, h or d",
        text ->
            Quantities.duration(text)
                .filter(one -> one.compareTo(least) >= 0 && one.compareTo(most) <= 0));
  }

  <E extends Enum<E>> E choice(String key, E fallback, E[] choices) {
    return value(
        key,
        fallback,
        Stream.of(choices).map(Section::lower).collect(Collectors.joining(", ", "one of ", "")),
        text -> Stream.of(choices).filter(one -> lower(one).equals(text)).findAny());
  }

  /** A value that is never shown; empty when there is none. */
  Optional<Secret> secret(String key) {
    known.add(pathOf(key));
    Node node = ask(key);
    if (node instanceof Node.Scalar scalar) {
      return Optional.of(scalar.text()).filter(text -> !text.isEmpty()).map(Secret::new);
    }
    if (node != null) {
      complaints.add(
          new Complaint(pathOf(key), "something else (" + node.origin() + ")", "a text"));
    }
    return Optional.empty();
  }

  /** Adds a complaint about the value of a key. */
  void complain(String key, String wanted) {
    Node node = mapping.entries().get(key);
    complaints.add(
        new Complaint(
            pathOf(key),
            node == null ? "nothing (" + mapping.origin() + ")" : node.shown(),
            wanted));
  }

  /** Adds a complaint about the section itself, for instance about its name. */
  void complain(String wanted) {
    complaints.add(new Complaint(path, mapping.shown(), wanted));
  }

  /** Everything has been asked for: what is left nobody knows. */
  void complainAboutUnknownKeys() {
    for (Map.Entry<String, Node> entry : mapping.entries().entrySet()) {
      if (!asked.contains(entry.getKey())) {
        complaints.add(
            new Complaint(
                pathOf(entry.getKey()),
                "an unknown key (" + entry.getValue().origin() + ")",
                "one of " + String.join(", ", asked) + Hints.nearest(entry.getKey(), asked)));
      }
    }
    inner.forEach(Section::complainAboutUnknownKeys);
  }

  private Section sectionOf(Node node, String at) {
    if (node != null && !(node instanceof Node.Mapping)) {
      complaints.add(new Complaint(at, node.shown(), "a mapping"));
    }
    Node.Mapping own =
        node instanceof Node.Mapping mapping ? mapping : Node.Mapping.empty("left out");
    Section section = new Section(own, at, complaints, known);
    inner.add(section);
    return section;
  }

  private Node ask(String key) {
    asked.add(key);
    return mapping.entries().get(key);
  }

  private <T> T value(String key, T fallback, String wanted, Function<String, Optional<T>> parse) {
    known.add(pathOf(key));
    Node node = ask(key);
    if (node == null) {
      return fallback;
    }
    Optional<T> value =
        node instanceof Node.Scalar scalar ? parse.apply(scalar.text()) : Optional.empty();
    if (value.isEmpty()) {
      complain(key, wanted);
    }
    return value.orElse(fallback);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
