package io.carillon.gateway.proxy.link;

import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.proxy.log.AccessEntry;
import io.carillon.gateway.proxy.tally.Closer;
import java.time.Duration;
import java.util.Locale;

/** What there is to tell of one link when it is gone. Confined to its loop. */
final class LinkRecord {
  private final AccessEntry opening;
  private final String user;
  private final long openedNanos = System.nanoTime();
  private int code;
  private String by = "";
  private String reason = "";

  /**
   * @param user empty for nobody in particular
   */
  LinkRecord(AccessEntry opening, String user) {
    this.opening = opening;
    this.user = user;
  }

  /** The client, as those who trace it know it. */
  ClientInfo info() {
    return new ClientInfo(opening.id(), user, null, null);
  }

  /** The line of its beginning. */
  AccessEntry opening() {
    return opening;
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - openedNanos);
  }

  /** Who ended it, or began to. */
  Closer closer() {
    return by.isEmpty() ? Closer.GATEWAY : Closer.valueOf(by.toUpperCase(Locale.ROOT));
  }

  /** The code that ended it; 0 before. */
  int code() {
    return code;
  }

  /** Whether its client did not take what it was sent. */
  boolean isSlow() {
    return closer() == Closer.GATEWAY && code == CloseCode.SLOW.number();
  }

  /** Why it ends; only the first reason counts. */
  void ends(String by, int code, String reason) {
    if (this.by.isEmpty()) {
      this.by = by;
      this.code = code;
      this.reason = reason;
    }
  }

  /** The line of its end. */
  AccessEntry closing(Relay client, Relay target) {
    return opening.close(
        new AccessEntry.Outcome(
            age(), traffic(client), traffic(target), new AccessEntry.Closing(code, by, reason)));
  }

  private static AccessEntry.Traffic traffic(Relay from) {
    return new AccessEntry.Traffic(from.bytes(), from.frames().messages());
  }
}
