package io.carillon.gateway.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Lays the environment over the file, and the options over both. */
final class Layers {
  private static final String PREFIX = "CARILLON_";

  /** What Kubernetes sets for every service, one named {@code carillon} among them. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(".*(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_\\w+)?)");

  private final Node.Mapping root;
  private final List<Complaint> complaints;

  Layers(Node.Mapping root, List<Complaint> complaints) {
    this.root = root;
    this.complaints = complaints;
  }

  /**
   * Variables that are named like a key, in capitals, with an underscore for each dot.
   *
   * @param known the keys there are
   */
  void environment(Map<String, String> environment, Set<String> known) {
    Map<String, String> keys = new TreeMap<>();
    known.forEach(key -> keys.put(variable(key), key));
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              if (keys.containsKey(name)) {
                put(keys.get(name), value, name);
              } else if (name.startsWith(PREFIX) && !isServiceLink(name, value)) {
                complaints.add(
                    new Complaint(
                        name,
                        "an unknown variable",
                        "the name of a key" + Hints.nearest(name, keys.keySet())));
              }
            });
  }

  /** Options of the form {@code key=value}; the last one counts. */
  void options(List<String> options) {
    for (String option : options) {
      int equals = option.indexOf('=');
      if (equals <= 0) {
        complaints.add(new Complaint("--set", "'" + option + "'", "key=value"));
      } else {
        put(option.substring(0, equals).trim(), option.substring(equals + 1), "--set");
      }
    }
  }

  private static String variable(String key) {
    return PREFIX + key.replace('.', '_').toUpperCase(java.util.Locale.ROOT);
  }

  private static boolean isServiceLink(String name, String value) {
    return SERVICE_LINK.matcher(name).matches()
        || (name.endsWith("_PORT") && value.contains("://"));
  }

  private void put(String key, String value, String origin) {
    Optional<Node> node = parse(value, origin);
    String[] steps = key.split("\\.", -1);
    Node.Mapping at = root;
    for (int i = 0; i < steps.length - 1; i++) {
      Node next = at.entries().computeIfAbsent(steps[i], step -> Node.Mapping.empty(origin));
      if (!(next instanceof Node.Mapping mapping)) {
        complaints.add(
            new Complaint(key, next.shown() + " above it", "a mapping, to set a key in it"));
        return;
      }
      at = mapping;
    }
    String last = steps[steps.length - 1];
    if (node.isPresent()) {
      at.entries().put(last, node.get());
    } else {
      at.entries().remove(last);
    }
  }

  // Lists and mappings may be given as YAML; a plain value is taken as it stands.
  private Optional<Node> parse(String value, String origin) {
    boolean structured = value.startsWith("[") || value.startsWith("{");
    return structured
        ? YamlReader.read(value, origin, complaints)
        : Optional.of(new Node.Scalar(value, origin));
  }
}
