package io.carillon.gateway.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads who may do what in a channel: a word, a pattern, or a list of them. Stateless. */
final class PermissionBinder {
  private static final Set<String> KNOWN_OF_CLIENTS = Set.of("user", "claim");
  private static final Set<Permission.Who> SUBSCRIBE =
      EnumSet.complementOf(EnumSet.of(Permission.Who.SUBSCRIBERS));
  private static final Set<Permission.Who> OTHERS =
      EnumSet.complementOf(EnumSet.of(Permission.Who.TOKEN));
  private static final String BACKEND = "backend";
  private static final Permission ANYONE = Permission.of(Permission.Who.ANYONE);
  private static final Permission SUBSCRIBERS = Permission.of(Permission.Who.SUBSCRIBERS);

  /** What holds where nothing is said. */
  static final ChannelPolicy.Access PLAIN = access(Permission.of(Permission.Who.SERVER));

  private final Section section;
  private final String begin;
  private final Map<String, BackendConfig> backends;

  /**
   * @param begin what the name of every channel begins with that this is for
   * @param backends that may be asked, by name
   */
  PermissionBinder(Section section, String begin, Map<String, BackendConfig> backends) {
    this.section = section;
    this.begin = begin;
    this.backends = backends;
  }

  /** Everybody hears, and whoever hears may read; publishing is for these. */
  static ChannelPolicy.Access access(Permission publish) {
    return new ChannelPolicy.Access(ANYONE, publish, SUBSCRIBERS, SUBSCRIBERS);
  }

  ChannelPolicy.Access bind() {
    return new ChannelPolicy.Access(
        asked("subscribe").orElseGet(() -> permission("subscribe", PLAIN.subscribe(), SUBSCRIBE)),
        asked("publish").orElseGet(() -> permission("publish", PLAIN.publish(), OTHERS)),
        permission("readHistory", PLAIN.readHistory(), OTHERS),
        permission("readPresence", PLAIN.readPresence(), OTHERS));
  }

  // Only a mapping can be {backend: name}: a word that looks like a name would be one of ours.
  private Optional<Permission> asked(String key) {
    if (!(section.structured(key) instanceof Node.Mapping mapping)) {
      return Optional.empty();
    }
    Kind<String> names = BackendBinder.name(backends);
    Node name = mapping.entries().get(BACKEND);
    if (mapping.entries().size() == 1
        && name instanceof Node.Scalar scalar
        && names.parse(scalar.text()).isPresent()) {
      return Optional.of(Permission.ofBackend(backends.get(scalar.text())));
    }
    section.complainWithin(
        key,
        "",
        mapping.shown(),
        "a word, a list of words, or {backend: name}, with " + names.wanted());
    return Optional.of(Permission.of(Permission.Who.SERVER));
  }

  private Permission permission(String key, Permission fallback, Set<Permission.Who> words) {
    Node node = section.structured(key);
    if (node == null) {
      return fallback;
    }
    List<Permission> parts = new ArrayList<>();
    if (node instanceof Node.Sequence list) {
      for (int i = 0; i < list.items().size(); i++) {
        add(parts, key, String.valueOf(i), list.items().get(i), words);
      }
    } else {
      add(parts, key, "", node, words);
    }
    return new Permission(
        parts.stream().flatMap(part -> part.who().stream()).collect(Collectors.toSet()),
        parts.stream().flatMap(part -> part.patterns().stream()).toList(),
        Optional.empty());
  }

  private void add(
      List<Permission> parts, String key, String step, Node node, Set<Permission.Who> words) {
    Optional<Permission> part =
        node instanceof Node.Scalar scalar ? parse(scalar.text(), words) : Optional.empty();
    if (part.isPresent()) {
      parts.add(part.get());
    } else {
      section.complainWithin(key, step, node.shown(), wanted(words));
    }
  }

  private Optional<Permission> parse(String text, Set<Permission.Who> words) {
    if (text.indexOf('{') >= 0 || text.endsWith("*")) {
      return pattern(text)
          .map(pattern -> new Permission(Set.of(), List.of(pattern), Optional.empty()));
    }
    return words.stream()
        .filter(word -> Kind.word(word).equals(text))
        .findAny()
        .map(Permission::of);
  }

  private Optional<ChannelTemplate> pattern(String text) {
    int star = text.indexOf('*');
    boolean fits =
        text.startsWith(begin)
            && (star < 0 || star == text.length() - 1)
            && ChannelsBinder.isName(text);
    try {
      return fits ? Optional.of(ChannelTemplate.parse(text, KNOWN_OF_CLIENTS)) : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private String wanted(Set<Permission.Who> words) {
    return words.stream()
        .map(Kind::word)
        .collect(
            Collectors.joining(
                ", ",
                "one of ",
                ", a name like "
                    + begin
                    + "{user}:{claim.x}:*, whose * may stand at the end only, or a list of these"));
  }
}
