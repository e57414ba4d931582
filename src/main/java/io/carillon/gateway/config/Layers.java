package io.carillon.gateway.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Lays the environment over the file, the options over both, and defaults beneath them. */
final class Layers {
  private static final String PREFIX = "CARILLON_";

  /** What Kubernetes sets for every service, one named {@code carillon} among them. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(".*(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_\\w+)?)");

  private final Node.Mapping root;
  private final KnownKeys known;
  private final List<Complaint> complaints;

  Layers(Node.Mapping root, KnownKeys known, List<Complaint> complaints) {
    this.root = root;
    this.known = known;
    this.complaints = complaints;
  }

  /** Variables that are named like a key, in capitals, with an underscore for each dot. */
  void environment(Map<String, String> environment) {
    if (environment.keySet().stream().noneMatch(name -> name.startsWith(PREFIX))) {
      return;
    }
    Map<String, String> keys = new TreeMap<>();
    known.all().forEach(key -> keys.put(variable(key), key));
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              if (keys.containsKey(name)) {
                put(keys.get(name), value, name);
              } else if (name.startsWith(PREFIX) && !isServiceLink(name, value)) {
                complaints.add(
                    new Complaint(
                        Shown.start(name),
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
        // It may hold a secret, as in listeners.admin.apiKey:secret.
        complaints.add(new Complaint("--set", "no key before a =", "key=value"));
      } else {
        put(option.substring(0, equals).trim(), option.substring(equals + 1), "--set");
      }
    }
  }

  /** Values for keys that nobody gave one so far. */
  void defaults(Map<String, String> defaults) {
    defaults.forEach(
        (key, value) -> {
          if (!isGiven(key)) {
            put(key, value, "default");
          }
        });
  }

  // What stands where a mapping should is given, too: the reader complains about it.
  private boolean isGiven(String key) {
    Node at = root;
    for (String step : key.split("\\.", -1)) {
      if (!(at instanceof Node.Mapping mapping)) {
        return true;
      }
      at = mapping.entries().get(step);
      if (at == null || at instanceof Node.Nothing) {
        return false;
      }
    }
    return true;
  }

  private static String variable(String key) {
    return PREFIX + key.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  private static boolean isServiceLink(String name, String value) {
    return SERVICE_LINK.matcher(name).matches()
        || (name.endsWith("_PORT") && value.contains("://"));
  }

  private void put(String key, String value, String origin) {
    Optional<Node> node = parse(key, value, origin);
    if (node.isEmpty()) {
      return;
    }
    String[] steps = key.split("\\.", -1);
    Node.Mapping at = root;
    for (int i = 0; i < steps.length - 1; i++) {
      Node next =
          at.entries()
              .compute(
                  steps[i],
                  (step, there) ->
                      there == null || there instanceof Node.Nothing
                          ? Node.Mapping.empty(origin)
                          : there);
      if (!(next instanceof Node.Mapping mapping)) {
        // What stands there may be a secret.
        complaints.add(
            new Complaint(
                Shown.unknownKey(key),
                "no mapping above it (" + next.origin() + ")",
                "a mapping, to set a key in it"));
        return;
      }
      at = mapping;
    }
    at.entries().put(steps[steps.length - 1], node.get());
  }

  // Lists and mappings may be given as YAML; a single value is taken as it stands, brackets or no.
  private Optional<Node> parse(String key, String value, String origin) {
    boolean structured =
        !known.single().contains(key) && (value.startsWith("[") || value.startsWith("{"));
    return structured
        ? YamlReader.read(value, origin, complaints)
        : Optional.of(new Node.Scalar(value, origin));
  }
}
