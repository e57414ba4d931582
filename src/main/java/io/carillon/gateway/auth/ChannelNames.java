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
    boolean open = isOpen(pattern);
    return of(pattern, client)
        .filter(name -> !isAmbiguous(pattern, client))
        .filter(
            name ->
                open
                    ? channel.name().startsWith(name.substring(0, name.length() - REST.length()))
                    : channel.name().equals(name))
        .isPresent();
  }

  // The star is written at the end: what a claim ends in stands for itself.
  private static boolean isOpen(ChannelTemplate pattern) {
    return pattern.toString().endsWith(REST);
  }

  /**
   * Whether the name for a client may be the one for another, too: in {@code a:{claim.x}:*} the
   * names of {@code 1:2} are also names of {@code 1}. So no value that anything but plain text
   * comes after may hold the character that ends it.
   */
  static boolean isAmbiguous(ChannelTemplate template, Principal client) {
    boolean open = isOpen(template);
    char end = 0;
    for (int i = template.parts().size() - 1; i >= 0; i--) {
      ChannelTemplate.Part part = template.parts().get(i);
      if (part.isLiteral()) {
        end = part.text().charAt(0);
        continue;
      }
      String value = value(part, client);
      if (open && end != 0 && value != null && value.indexOf(end) >= 0) {
        return true;
      }
      open = true;
      end = 0;
    }
    return false;
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
