package io.carillon.gateway.dashboard;

import java.time.Duration;
import java.util.Optional;

/**
 * Turns a {@link Grant} into what a browser shows again: a cookie for as long as the log-in lasts,
 * and tickets that last for moments, with which a page goes on at another node. Nothing is kept, so
 * both hold on every node that shares the secret. Callable from any thread.
 */
final class Grants {
  static final String COOKIE = "carillon-session";

  /** How long a ticket lasts: a page gets another one well before that. */
  static final Duration TICKET_LIFE = Duration.ofMinutes(3);

  private static final String SESSION = "session";
  private static final String TICKET = "ticket";

  private final Seals seals;

  Grants(Seals seals) {
    this.seals = seals;
  }

  /** The value of a cookie. */
  String session(Grant grant) {
    return seals.seal(SESSION, grant.until() + " " + grant.user());
  }

  /** Who has such a cookie; empty when it is forged or over. */
  Optional<Grant> ofSession(String value, long now) {
    return seals.open(SESSION, value).flatMap(Grants::read).filter(grant -> !grant.isOver(now));
  }

  /** A ticket for the same log-in. */
  String ticket(Grant grant, long now) {
    long until = Math.min(grant.until(), now + TICKET_LIFE.toMillis());
    return seals.seal(TICKET, until + " " + grant.until() + " " + grant.user());
  }

  /** Who has such a ticket; empty when it is forged or over. */
  Optional<Grant> ofTicket(String ticket, long now) {
    Optional<String> word = seals.open(TICKET, ticket);
    if (word.isEmpty()) {
      return Optional.empty();
    }
    int blank = word.get().indexOf(' ');
    return Long.parseLong(word.get().substring(0, blank)) <= now
        ? Optional.empty()
        : read(word.get().substring(blank + 1));
  }

  // Sealed by one of us, so it is as we write it.
  private static Optional<Grant> read(String word) {
    int blank = word.indexOf(' ');
    long until = Long.parseLong(word.substring(0, blank));
    return Optional.of(new Grant(word.substring(blank + 1), until));
  }
}
