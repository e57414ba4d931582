package io.carillon.gateway.proxy.link;

import io.carillon.gateway.proxy.log.AccessEntry;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ProxyRequest;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** What there is to tell of one handshake. Confined to its loop. */
final class UpgradeRecord {
  private final String id = Long.toHexString(ThreadLocalRandom.current().nextLong());
  private final long beganNanos = System.nanoTime();
  private final ProxyRequest request;

  UpgradeRecord(ProxyRequest request) {
    this.request = request;
  }

  /** Random; that of the link which it becomes. */
  String id() {
    return id;
  }

  /** The line of a link that opens. */
  AccessEntry opening(Target target) {
    return entry("open", 101, Duration.ZERO, target, 0);
  }

  /**
   * The line of a handshake that became no link.
   *
   * @param target that was asked last; null for none
   */
  AccessEntry ended(int status, Target target, long bytes) {
    return entry(
        "request", status, Duration.ofNanos(System.nanoTime() - beganNanos), target, bytes);
  }

  private AccessEntry entry(
      String event, int status, Duration duration, Target target, long bytesDown) {
    return new AccessEntry(
        event,
        id,
        request.client().host(),
        request.method(),
        request.uri(),
        request.route().name(),
        target == null ? "" : target.pool() + "/" + target.name(),
        status,
        duration,
        0,
        bytesDown,
        0,
        0,
        0,
        "",
        "");
  }
}
