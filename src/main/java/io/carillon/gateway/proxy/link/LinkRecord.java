package io.carillon.gateway.proxy.link;

import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.proxy.log.AccessEntry;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.proxy.tally.Closer;
import java.time.Duration;

/**
 * What there is to tell of one link, from its beginning to when it is gone. Keeps no more than it
 * must for that, and not the request. Confined to its loop.
 */
final class LinkRecord {
  /** RFC 6455, section 4.1: no other method becomes a link. */
  private static final String METHOD = "GET";

  private static final int SWITCHING_PROTOCOLS = 101;

  private final long id;
  private final String client;
  private final String uri;
  private final String route;
  private final String user;
  private final Target target;
  private final long openedNanos = System.nanoTime();
  private int code;

  /** Null before it ends. */
  private Closer by;

  private String reason = "";

  /**
   * @param id random
   * @param target who has accepted
   */
  LinkRecord(long id, ProxyRequest request, Target target) {
    this.id = id;
    this.client = request.client().host();
    this.uri = request.uri();
    this.route = request.route().name();
    this.user = request.user();
    this.target = target;
  }

  /** How a random number is written as an id. */
  static String id(long random) {
    return Long.toHexString(random);
  }

  /** Written anew for each call. */
  String id() {
    return id(id);
  }

  /** The client, as those who trace it know it. */
  ClientInfo info() {
    return new ClientInfo(id(), user, null, null);
  }

  /** The name of the route it came by. */
  String route() {
    return route;
  }

  /** Who it leads to. */
  Target target() {
    return target;
  }

  /** The line of its beginning. */
  AccessEntry opening() {
    return AccessEntry.open(
        id(),
        new AccessEntry.Asked(client, METHOD, uri, route),
        new AccessEntry.Given(target.pool() + "/" + target.name(), SWITCHING_PROTOCOLS));
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - openedNanos);
  }

  /** Who ended it, or began to. */
  Closer closer() {
    return by == null ? Closer.GATEWAY : by;
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
  void ends(Closer by, int code, String reason) {
    if (this.by == null) {
      this.by = by;
      this.code = code;
      this.reason = reason;
    }
  }

  /** The line of its end. */
  AccessEntry closing(Relay client, Relay target) {
    String closedBy = by == null ? "" : by.text();
    return opening()
        .close(
            new AccessEntry.Outcome(
                age(),
                traffic(client),
                traffic(target),
                new AccessEntry.Closing(code, closedBy, reason)));
  }

  private static AccessEntry.Traffic traffic(Relay from) {
    return new AccessEntry.Traffic(from.bytes(), from.frames().messages());
  }
}
