package io.carillon.gateway.auth;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.config.ChannelTemplate;
import java.util.Optional;

/** Names of channels that are made from what is known of a client. Stateless. */
final class ChannelNames {
  private static final String REST = "*";

  private ChannelNames() {}

  /** Whether a channel is the one that the pattern means for this client, or one of them. */
  static boolean matches(ChannelTemplate pattern, Channel channel, Principal client) {
    // The star is written at the end: what a claim ends in stands for itself.
    boolean open = pattern.toString().endsWith(REST);
    return of(pattern, client)
        .filter(
            name ->
                open
                    ? channel.name().startsWith(name.substring(0, name.length() - REST.length()))
                    : channel.name().equals(name))
        .isPresent();
  }

  /** The name for a client; empty when something in it is not known of the client, or empty. */
  static Optional<String> of(ChannelTemplate template, Principal client) {
    StringBuilder name = new StringBuilder();
    for (ChannelTemplate.Part part : template.parts()) {
      String value = value(part, client);
      if (value == null || value.isEmpty()) {
        return Optional.empty();
      }
      name.append(value);
    }
    return Optional.of(name.toString());
  }

  private static String value(ChannelTemplate.Part part, Principal client) {
    if (part.isLiteral()) {
      return part.text();
    }
    return part.isUser() ? client.user() : client.claim(part.text());
  }
}
