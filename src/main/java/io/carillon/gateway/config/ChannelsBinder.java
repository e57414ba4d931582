package io.carillon.gateway.config;

import java.util.List;
import java.util.Map;

/** Reads which channels the clients of a route are subscribed to. */
final class ChannelsBinder {
  private static final int MAX_CHANNEL_LENGTH = 255;

  private final Map<String, ChannelPolicy> namespaces;
  private final Map<String, ChannelPolicy> channels;
  private final Kind<String> name =
      Kind.text("the name of a channel in a known namespace", this::isChannel);
  private final Kind<String> template =
      Kind.text(
          "the name of a channel in a known namespace, in which {path.x}, {query.x}, {header.x} or"
              + " {claim.x} may stand",
          this::isTemplate);

  ChannelsBinder(Map<String, ChannelPolicy> namespaces, Map<String, ChannelPolicy> channels) {
    this.namespaces = namespaces;
    this.channels = channels;
  }

  /** Names, which stand for themselves whatever they hold. */
  List<ChannelTemplate> names(Section section) {
    return Texts.list(section, "channels", List.of(), name).stream()
        .map(ChannelsBinder::constant)
        .toList();
  }

  /**
   * Templates.
   *
   * @param token whether claims are known
   */
  List<ChannelTemplate> templates(Section section, String path, boolean token) {
    List<ChannelTemplate> templates =
        Texts.list(section, "channels", List.of(), template).stream()
            .map(ChannelTemplate::parse)
            .toList();
    if (section.isSound("channels")) {
      for (int i = 0; i < templates.size(); i++) {
        complainAboutSources(section, i, templates.get(i), path, token);
      }
    }
    return templates;
  }

  private static void complainAboutSources(
      Section section, int index, ChannelTemplate template, String path, boolean token) {
    for (ChannelTemplate.Part part : template.parts()) {
      if (part.source().equals("path")
          && section.isSound("path")
          && !PathPattern.of(path).names().contains(part.text())) {
        complain(section, index, "a path with a segment {" + part.text() + "}, or another source");
      }
      if (part.source().equals("claim") && section.isSound("token") && !token) {
        complain(section, index, "token: true, or another source than a claim");
      }
    }
  }

  // Where nothing was wrong before, templates are counted as the items of the list are.
  private static void complain(Section section, int index, String wanted) {
    if (section.structured("channels") instanceof Node.Sequence list) {
      String found = list.items().get(index).shown();
      section.complainWithin("channels", String.valueOf(index), found, wanted);
    }
  }

  static ChannelTemplate constant(String name) {
    return new ChannelTemplate(List.of(new ChannelTemplate.Part("", name)));
  }

  /** Whether a channel may be called so. */
  static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_CHANNEL_LENGTH
        && name.chars().noneMatch(Character::isISOControl);
  }

  private boolean isChannel(String name) {
    return isName(name) && (channels.containsKey(name) || isInNamespace(name));
  }

  private boolean isInNamespace(String name) {
    int colon = name.indexOf(':');
    return namespaces.containsKey(colon < 0 ? "default" : name.substring(0, colon));
  }

  // What comes from a request may bring the colon: only one that is written can be checked here.
  private boolean isTemplate(String text) {
    List<ChannelTemplate.Part> parts;
    try {
      parts = ChannelTemplate.parse(text).parts();
    } catch (IllegalArgumentException malformed) {
      return false;
    }
    ChannelTemplate.Part first = parts.get(0);
    if (parts.size() == 1 && first.isLiteral()) {
      return isChannel(text);
    }
    return parts.stream().allMatch(part -> !part.isLiteral() || isName(part.text()))
        && (!first.isLiteral() || !first.text().contains(":") || isInNamespace(first.text()));
  }
}
