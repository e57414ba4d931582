package io.carillon.gateway.proxy.link;

import io.carillon.gateway.proxy.log.AccessEntry;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.proxy.tally.HandshakeOutcome;
import io.carillon.gateway.proxy.tally.TimeoutKind;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Tells metrics and the access log of one handshake. Confined to its loop. */
final class UpgradeRecord {
  private final long id = ThreadLocalRandom.current().nextLong();
  private final long beganNanos = System.nanoTime();
  private final ProxyRequest request;
  private final LinkServices services;

  UpgradeRecord(ProxyRequest request, LinkServices services) {
    this.request = request;
    this.services = services;
  }

  /** Random; that of the link which it becomes. */
  String id() {
    return LinkRecord.id(id);
  }

  /** A target that was asked has answered, or not. */
  void answered(Target target, HandshakeOutcome outcome) {
    target.tally().handshakes().count(outcome);
    if (outcome == HandshakeOutcome.TIMEOUT) {
      target.tally().timeouts().count(TimeoutKind.HANDSHAKE);
    }
  }

  /** It becomes a link to that target, whose record is returned. */
  LinkRecord opened(Target target) {
    count(101);
    return new LinkRecord(id, request, target);
  }

  /**
   * It became no link.
   *
   * @param target that was asked last; null for none
   * @param bytes of the answer's body
   */
  void ended(int status, Target target, long bytes) {
    AccessEntry.Outcome outcome =
        new AccessEntry.Outcome(
            Duration.ofNanos(System.nanoTime() - beganNanos),
            AccessEntry.Traffic.of(0),
            AccessEntry.Traffic.of(bytes),
            AccessEntry.Closing.WITHOUT_A_WORD);
    services.log().write(AccessEntry.request(id(), asked(), given(status, target), outcome));
    count(status);
  }

  private void count(int status) {
    long nanos = System.nanoTime() - beganNanos;
    services.metrics().route(request.route().name()).handshake(status, nanos);
  }

  private AccessEntry.Asked asked() {
    return new AccessEntry.Asked(
        request.client().host(), request.method(), request.uri(), request.route().name());
  }

  private static AccessEntry.Given given(int status, Target target) {
    return new AccessEntry.Given(target == null ? "" : target.pool() + "/" + target.name(), status);
  }
}
