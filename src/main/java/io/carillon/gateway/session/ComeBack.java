package io.carillon.gateway.session;

import io.carillon.gateway.wire.Handshake;
import io.carillon.gateway.wire.OriginPolicy;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/**
 * How somebody is refused server-sent events that may have them later. The EventSource of a browser
 * never comes back after another status than 200 (HTML, section 9.2.3), so it is told when to in a
 * stream that has nothing else in it: no event, nor an empty line, upon which it would forget where
 * it stood. Whoever does not say that it reads events gets the status. Stateless.
 */
final class ComeBack {
  private static final String EVENTS = "text/event-stream";
  private static final int SOON_SECONDS = 2;

  private ComeBack() {}

  /**
   * @param refusal perhaps with Retry-After
   */
  static void answer(HttpServerRequest request, OriginPolicy origins, Handshake.Refusal refusal) {
    if (!isEventSource(request)) {
      refusal.answer(request);
      return;
    }
    CrossOrigin.allow(origins, request);
    Map<String, String> headers =
        Map.of("Content-Type", EVENTS + "; charset=utf-8", "Cache-Control", "no-store");
    new Handshake.Refusal(200, "retry: " + 1_000 * seconds(refusal), headers).answer(request);
  }

  private static boolean isEventSource(HttpServerRequest request) {
    String accepted = request.getHeader("Accept");
    return accepted != null && accepted.contains(EVENTS);
  }

  private static int seconds(Handshake.Refusal refusal) {
    String after = refusal.headers().get("Retry-After");
    return after == null ? SOON_SECONDS : Integer.parseInt(after);
  }
}
