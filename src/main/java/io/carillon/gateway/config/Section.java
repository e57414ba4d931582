package io.carillon.gateway.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One mapping of the configuration while it is read: hands out typed values, complains about wrong
 * ones and goes on with the default, so that one reading finds every mistake.
 */
final class Section {
  private final Node.Mapping mapping;
  private final String path;
  private final List<Complaint> complaints;
  private final KnownKeys known;
  private final Set<String> wrong = new HashSet<>();
  private final Set<String> asked = new LinkedHashSet<>();
  private final List<Section> inner = new ArrayList<>();

  private Section(Node.Mapping mapping, String path, List<Complaint> complaints, KnownKeys known) {
    this.mapping = mapping;
    this.path = path;
    this.complaints = complaints;
    this.known = known;
  }

  /**
   * The whole configuration.
   *
   * @param known gets the path of each key that is asked for
   */
  static Section root(Node.Mapping mapping, List<Complaint> complaints, KnownKeys known) {
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
    return given(key) != null;
  }

  /** Whether nothing was wrong with these keys, each by itself: only then they can be compared. */
  boolean isSound(String... keys) {
    return Stream.of(keys).noneMatch(wrong::contains);
  }

  /** A single value as it is written; empty when there is none. */
  Optional<String> textOf(String key) {
    return given(key) instanceof Node.Scalar scalar ? Optional.of(scalar.text()) : Optional.empty();
  }

  Section section(String key) {
    return sectionOf(ask(key), pathOf(key));
  }

  /**
   * A section that may be written as a single value, which then is the value of one of its keys.
   *
   * @param shorthand that key
   */
  Section section(String key, String shorthand) {
    if (!(ask(key) instanceof Node.Scalar scalar)) {
      return section(key);
    }
    Node.Mapping mapping = Node.Mapping.empty(scalar.origin());
    mapping.entries().put(shorthand, scalar);
    return sectionOf(mapping, pathOf(key));
  }

  /** Sections by name, which can be any. */
  Map<String, Section> named(String key) {
    Map<String, Section> sections = new LinkedHashMap<>();
    if (structured(key) instanceof Node.Mapping names) {
      names
          .entries()
          .forEach(
              (name, node) ->
                  sections.put(name, sectionOf(node, pathOf(key) + "." + Shown.start(name))));
    } else if (has(key)) {
      complain(key, "a mapping");
    }
    return sections;
  }

  /** Sections in a row. */
  List<Section> list(String key) {
    List<Section> sections = new ArrayList<>();
    if (structured(key) instanceof Node.Sequence sequence) {
      for (int i = 0; i < sequence.items().size(); i++) {
        Node item = sequence.items().get(i);
        String at = pathOf(key) + "." + i;
        if (item instanceof Node.Mapping) {
          sections.add(sectionOf(item, at));
        } else {
          complaints.add(new Complaint(at, item.shown(), "a mapping"));
        }
      }
    } else if (has(key)) {
      complain(key, "a list");
    }
    return sections;
  }

  String text(String key, String fallback) {
    return value(key, fallback, Kind.text("a text", any -> true));
  }

  boolean flag(String key, boolean fallback) {
    return value(key, fallback, Kind.flag());
  }

  int integer(String key, int fallback, int least, int most) {
    return value(key, fallback, Kind.integer(least, most));
  }

  int bytes(String key, int fallback, int least, int most) {
    return value(key, fallback, Kind.bytes(least, most));
  }

  Duration duration(String key, Duration fallback, Duration least, Duration most) {
    return value(key, fallback, Kind.duration(least, most));
  }

  /** A single value; the fallback when the key is left out, and when the value is wrong. */
  <T> T value(String key, T fallback, Kind<T> kind) {
    Node node = single(key);
    if (node == null) {
      return fallback;
    }
    Optional<T> value =
        node instanceof Node.Scalar scalar ? kind.parse(scalar.text()) : Optional.empty();
    if (value.isEmpty()) {
      complain(key, kind.wanted());
    }
    return value.orElse(fallback);
  }

  /** Adds a complaint about the value of a key. */
  void complain(String key, String wanted) {
    complain(key, "nothing (" + mapping.origin() + ")", wanted);
  }

  /**
   * Adds a complaint about a key that does not fit to another one.
   *
   * @param fallback what is found when the key was left out
   */
  void complain(String key, String fallback, String wanted) {
    wrong.add(key);
    Node node = given(key);
    complaints.add(new Complaint(pathOf(key), node == null ? fallback : node.shown(), wanted));
  }

  /**
   * Adds a complaint about something within the value of a key.
   *
   * @param step its name or number there; empty for the value itself
   */
  void complainWithin(String key, String step, String found, String wanted) {
    wrong.add(key);
    String at = pathOf(key) + (step.isEmpty() ? "" : "." + step);
    complaints.add(new Complaint(at, found, wanted));
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
                pathOf(Shown.unknownKey(entry.getKey())),
                "an unknown key (" + entry.getValue().origin() + ")",
                "one of " + String.join(", ", asked) + Hints.nearest(entry.getKey(), asked)));
      }
    }
    inner.forEach(Section::complainAboutUnknownKeys);
  }

  private Section sectionOf(Node node, String at) {
    if (node instanceof Node.Scalar || node instanceof Node.Sequence) {
      complaints.add(new Complaint(at, node.kind(), "a mapping"));
    }
    Node.Mapping own =
        node instanceof Node.Mapping given
            ? given
            : Node.Mapping.empty(node == null ? "left out" : node.origin());
    Section section = new Section(own, at, complaints, known);
    inner.add(section);
    return section;
  }

  /** What stands at a key of one value; null when it is left out. */
  Node single(String key) {
    known.single().add(pathOf(key));
    return ask(key);
  }

  /** What stands at a key of a list, or of names of any kind; null when it is left out. */
  Node structured(String key) {
    known.structured().add(pathOf(key));
    return ask(key);
  }

  private Node ask(String key) {
    asked.add(key);
    return given(key);
  }

  // Null when the key is left out, or has no value.
  private Node given(String key) {
    Node node = mapping.entries().get(key);
    return node instanceof Node.Nothing ? null : node;
  }
}
