package io.carillon.gateway.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a configuration: defaults, over them the file, over it the environment, over all of them
 * the options. Blocks; used before anything runs.
 */
public final class ConfigLoader {
  /** The time to read one long line grows with its square. */
  private static final int MOST_BYTES = 1 << 20;

  private static final KnownKeys KNOWN = new KnownKeys();

  static {
    ConfigBinder.bind(Section.root(Node.Mapping.empty("defaults"), new ArrayList<>(), KNOWN));
  }

  private ConfigLoader() {}

  /**
   * Reads and checks everything.
   *
   * @param file YAML; empty for none
   * @param options of the form {@code key=value}
   * @param environment of which {@code CARILLON_…} counts
   * @throws ConfigException with every mistake there is
   */
  public static GatewayConfig load(
      Optional<Path> file, List<String> options, Map<String, String> environment) {
    return load(file, options, environment, Map.of());
  }

  /**
   * Reads and checks everything, with some defaults of its own.
   *
   * @param defaults by key, instead of the usual ones
   */
  public static GatewayConfig load(
      Optional<Path> file,
      List<String> options,
      Map<String, String> environment,
      Map<String, String> defaults) {
    List<Complaint> complaints = new ArrayList<>();
    String text = file.map(path -> text(path, complaints)).orElse("");
    return load(text, options, environment, defaults, complaints);
  }

  /** What a node runs with when nobody says anything. */
  public static GatewayConfig defaults() {
    return load("", List.of(), Map.of(), new ArrayList<>());
  }

  /**
   * Reads and checks routes and pools alone, exactly as those of a file: what the run-time API is
   * given. Blocks, for it looks at files of certificates.
   *
   * @param base says which namespaces, channels and tokens there are; a secret {@code ***} means
   *     the one that the pool of that name has in its rules
   * @param text YAML or JSON, a mapping with {@code routes} and {@code pools}
   * @throws ConfigException with every mistake there is
   */
  public static Rules rules(GatewayConfig base, String text) {
    return rules(base, text, null);
  }

  /**
   * As {@link #rules(GatewayConfig, String)}, for texts whose lines mean nothing to who wrote them.
   *
   * @param origin what complaints say instead of a line; null to count lines
   */
  public static Rules rules(GatewayConfig base, String text, String origin) {
    List<Complaint> complaints = new ArrayList<>();
    if (text.length() > MOST_BYTES) {
      throw new ConfigException(
          List.of(new Complaint("", "a text larger than 1MiB", "routes and pools")));
    }
    Section section = Section.root(root(text, origin, complaints), complaints, new KnownKeys());
    Rules rules =
        RulesBinder.bind(
            section,
            base.namespaces(),
            base.channels(),
            base.auth(),
            base.rules().pools(),
            base.sessions().maxChannels());
    finish(section, complaints);
    return rules;
  }

  /** Every key there is, those within routes and policies left out. */
  static KnownKeys knownKeys() {
    return KNOWN;
  }

  static GatewayConfig load(
      String text,
      List<String> options,
      Map<String, String> environment,
      List<Complaint> complaints) {
    return load(text, options, environment, Map.of(), complaints);
  }

  private static GatewayConfig load(
      String text,
      List<String> options,
      Map<String, String> environment,
      Map<String, String> defaults,
      List<Complaint> complaints) {
    Node.Mapping root = root(text, null, complaints);
    Layers layers = new Layers(root, knownKeys(), complaints);
    layers.environment(environment);
    layers.options(options);
    layers.defaults(defaults);
    Section section = Section.root(root, complaints, new KnownKeys());
    GatewayConfig config = ConfigBinder.bind(section);
    finish(section, complaints);
    return config;
  }

  private static void finish(Section section, List<Complaint> complaints) {
    section.complainAboutUnknownKeys();
    if (!complaints.isEmpty()) {
      throw new ConfigException(complaints.stream().distinct().toList());
    }
  }

  private static Node.Mapping root(String text, String origin, List<Complaint> complaints) {
    Optional<Node> node = YamlReader.read(text, origin, complaints);
    node.filter(given -> !(given instanceof Node.Mapping || given instanceof Node.Nothing))
        .ifPresent(given -> complaints.add(new Complaint("", given.kind(), "keys and values")));
    return node.filter(Node.Mapping.class::isInstance)
        .map(Node.Mapping.class::cast)
        .orElseGet(() -> Node.Mapping.empty("left out"));
  }

  private static String text(Path file, List<Complaint> complaints) {
    try (InputStream bytes = Files.newInputStream(file)) {
      byte[] read = bytes.readNBytes(MOST_BYTES + 1);
      if (read.length > MOST_BYTES) {
        complaints.add(new Complaint("", file + ", larger than 1MiB", "a YAML file"));
        return "";
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(read)).toString();
    } catch (CharacterCodingException malformed) {
      complaints.add(new Complaint("", file + ", not in UTF-8", "a YAML file"));
    } catch (IOException unreadable) {
      complaints.add(
          new Complaint(
              "",
              file + ", which cannot be read: " + unreadable.getClass().getSimpleName(),
              "a YAML file"));
    }
    return "";
  }
}
