package io.carillon.gateway.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which clients may do one thing in a channel: those whom one of these lets. Backends may always,
 * by the API.
 *
 * @param who in words
 * @param patterns that the name of the channel may match, made from what is known of the client; a
 *     {@code *} at the end stands for the rest of the name
 * @param backend that is asked each time; nobody is let in words then
 */
public record Permission(
    Set<Who> who, List<ChannelTemplate> patterns, Optional<BackendConfig> backend) {
  public Permission {
    who = Set.copyOf(who);
    patterns = List.copyOf(patterns);
  }

  /** Nobody but these. */
  static Permission of(Who... who) {
    return new Permission(Set.of(who), List.of(), Optional.empty());
  }

  /** Those whom a backend lets. */
  static Permission ofBackend(BackendConfig backend) {
    return new Permission(Set.of(), List.of(), Optional.of(backend));
  }

  /** Whether these are among those who may. */
  public boolean names(Who wanted) {
    return who.contains(wanted);
  }

  Stream<String> claims() {
    return patterns.stream()
        .flatMap(pattern -> pattern.parts().stream())
        .filter(part -> !part.isLiteral() && !part.isUser())
        .map(ChannelTemplate.Part::text);
  }

  /** Clients in a word. */
  public enum Who {
    /** No client. */
    SERVER,
    /** No client, in other words. */
    NOBODY,
    /** Every client. */
    ANYONE,
    /** Clients with a user. */
    AUTHENTICATED,
    /** Clients that show a subscription token. */
    TOKEN,
    /** Clients that are subscribed to the channel. */
    SUBSCRIBERS,
    /** Users who stand in the name of the channel: 42 and 43 in {@code dialog#42,43}. */
    LISTED
  }
}
