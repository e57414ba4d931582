package io.carillon.gateway.proxy.http;

import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.proxy.log.AccessEntry;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.RequestRefused;
import io.carillon.gateway.proxy.tally.AnswerClass;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** What the access log and metrics are told of one exchange, at its end. Confined to its loop. */
final class ExchangeRecord {
  private final HttpServerRequest request;
  private final String client;
  private final RouteConfig route;
  private final HttpServices services;
  private final long begunNanos = System.nanoTime();

  ExchangeRecord(
      HttpServerRequest request, String client, RouteConfig route, HttpServices services) {
    this.request = request;
    this.client = client;
    this.route = route;
    this.services = services;
  }

  /** The name of its route. */
  String route() {
    return route.name();
  }

  /** A request that nobody else has seen. */
  void refused(RequestRefused refused) {
    log("", refused.status(), 0, 0, "gateway", refused.getMessage());
  }

  /**
   * An exchange that got further.
   *
   * @param target null when none was reached
   * @param closedBy empty when both sides had their say
   */
  void ended(Target target, Answer answer, long bytesUp, String closedBy, String reason) {
    if (target != null) {
      target.tally().answers().count(AnswerClass.of(answer.status()));
      target.tally().passed(bytesUp, answer.bytes(), 0, 0);
    }
    services.metrics().route(route()).request(answer.status(), ageNanos());
    String named = target == null ? "" : target.pool() + "/" + target.name();
    log(named, answer.status(), bytesUp, answer.bytes(), closedBy, reason);
  }

  private void log(String target, int status, long up, long down, String closedBy, String reason) {
    services
        .log()
        .write(
            AccessEntry.request(
                HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()),
                new AccessEntry.Asked(
                    client, request.method().name(), request.uri(), protocol(), route()),
                new AccessEntry.Given(target, status),
                new AccessEntry.Outcome(
                    Duration.ofNanos(ageNanos()),
                    AccessEntry.Traffic.of(up),
                    AccessEntry.Traffic.of(down),
                    new AccessEntry.Closing(0, closedBy, reason))));
  }

  private String protocol() {
    return switch (request.version()) {
      case HTTP_2 -> "HTTP/2.0";
      case HTTP_1_0 -> "HTTP/1.0";
      default -> "HTTP/1.1";
    };
  }

  private long ageNanos() {
    return System.nanoTime() - begunNanos;
  }
}
