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

  /** Nanoseconds since it began. */
  long ageNanos() {
    return System.nanoTime() - beganNanos;
  }

  /** The line of a link that opens. */
  AccessEntry opening(Target target) {
    return AccessEntry.open(id, asked(), given(101, target));
  }

  /**
   * The line of a handshake that became no link.
   *
   * @param target that was asked last; null for none
   */
  AccessEntry ended(int status, Target target, long bytes) {
    AccessEntry.Outcome outcome =
        new AccessEntry.Outcome(
            Duration.ofNanos(System.nanoTime() - beganNanos),
            AccessEntry.Traffic.of(0),
            AccessEntry.Traffic.of(bytes),
            AccessEntry.Closing.WITHOUT_A_WORD);
    return AccessEntry.request(id, asked(), given(status, target), outcome);
  }

  private AccessEntry.Asked asked() {
    return new AccessEntry.Asked(
        request.client().host(), request.method(), request.uri(), request.route().name());
  }

  private static AccessEntry.Given given(int status, Target target) {
    return new AccessEntry.Given(target == null ? "" : target.pool() + "/" + target.name(), status);
  }
}
