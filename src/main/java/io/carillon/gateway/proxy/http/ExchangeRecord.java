package io.carillon.gateway.proxy.http;

import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.proxy.log.AccessEntry;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.RequestRefused;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** What the access log is told of one exchange, at its end. */
final class ExchangeRecord {
  private final HttpServerRequest request;
  private final String client;
  private final RouteConfig route;
  private final long begunNanos = System.nanoTime();

  ExchangeRecord(HttpServerRequest request, String client, RouteConfig route) {
    this.request = request;
    this.client = client;
    this.route = route;
  }

  /** Nanoseconds since it began. */
  long ageNanos() {
    return System.nanoTime() - begunNanos;
  }

  /** Of a request that nobody else has seen. */
  AccessEntry refused(RequestRefused refused) {
    return entry("", refused.status(), 0, 0, "gateway", refused.getMessage());
  }

  /**
   * Of an exchange that got further.
   *
   * @param target null when none was reached
   * @param closedBy empty when both sides had their say
   */
  AccessEntry ended(Target target, Answer answer, long bytesUp, String closedBy, String reason) {
    String named = target == null ? "" : target.pool() + "/" + target.name();
    return entry(named, answer.status(), bytesUp, answer.bytes(), closedBy, reason);
  }

  private AccessEntry entry(
      String target, int status, long up, long down, String closedBy, String reason) {
    return AccessEntry.request(
        HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()),
        new AccessEntry.Asked(client, request.method().name(), request.uri(), route.name()),
        new AccessEntry.Given(target, status),
        new AccessEntry.Outcome(
            Duration.ofNanos(System.nanoTime() - begunNanos),
            AccessEntry.Traffic.of(up),
            AccessEntry.Traffic.of(down),
            new AccessEntry.Closing(0, closedBy, reason)));
  }
}
