package io.carillon.gateway.auth;

import io.carillon.gateway.channel.Channel;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The users that stand in the name of a channel, behind its last {@code #} and with commas between
 * them: 42 and 43 in {@code dialog#42,43}.
 */
final class ListedUsers {
  private static final char BOUNDARY = '#';
  private static final String SEPARATOR = ",";

  private ListedUsers() {}

  /** Empty when there are none; an empty user, who is nobody, is never among them. */
  static Set<String> of(Channel channel) {
    int boundary = channel.name().lastIndexOf(BOUNDARY);
    return boundary < 0
        ? Set.of()
        : Stream.of(channel.name().substring(boundary + 1).split(SEPARATOR))
            .filter(user -> !user.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether a user can be listed, so that a name with it means nobody else. */
  static boolean canBeListed(String user) {
    return user.indexOf(BOUNDARY) < 0 && !user.contains(SEPARATOR);
  }

  /** Whether a text lists users. */
  static boolean lists(String text) {
    return text.indexOf(BOUNDARY) >= 0;
  }
}
