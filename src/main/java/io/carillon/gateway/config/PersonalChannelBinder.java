package io.carillon.gateway.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads which channel belongs to each user. Stateless. */
final class PersonalChannelBinder {
  private static final String KEY = "personalChannel";
  private static final Set<String> SOURCES = Set.of(ChannelTemplate.USER, "claim");
  private static final Kind<String> TEMPLATE =
      Kind.text(
          "the name of a channel that begins with a text and holds {user}, as in user:{user}",
          text -> text.isEmpty() || parse(text).isPresent());

  private PersonalChannelBinder() {}

  static Optional<ChannelTemplate> bind(Section section) {
    return parse(section.value(KEY, "", TEMPLATE));
  }

  /** What a user hears there is for that user: so others must not be able to subscribe. */
  static void check(
      Section section, Optional<ChannelTemplate> template, Map<String, ChannelPolicy> namespaces) {
    if (template.isEmpty() || !section.isSound(KEY)) {
      return;
    }
    String begin = template.get().parts().get(0).text();
    int colon = begin.indexOf(':');
    ChannelPolicy policy = namespaces.get(colon < 0 ? "default" : begin.substring(0, colon));
    if (policy == null) {
      section.complain(KEY, "the name of a channel in a known namespace");
    } else if (policy.access().subscribe().names(Permission.Who.ANYONE)
        || policy.access().subscribe().names(Permission.Who.AUTHENTICATED)) {
      section.complain(
          KEY, "a namespace whose subscribe is neither anyone nor authenticated: server is enough");
    }
  }

  private static Optional<ChannelTemplate> parse(String text) {
    try {
      return Optional.of(ChannelTemplate.parse(text, SOURCES))
          .filter(template -> template.parts().get(0).isLiteral())
          .filter(template -> template.parts().stream().anyMatch(ChannelTemplate.Part::isUser))
          .filter(template -> ChannelsBinder.isName(text));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
