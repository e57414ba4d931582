package io.carillon.gateway.node;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;

/**
 * What probes ask: {@code /health/ready}, whether clients should be sent here, and {@code
 * /health/live}, whether all event loops answer; if not, with the reasons. One per node; its
 * handlers run on any loop.
 *
 * <p>Connections are spread over the loops in turn, so a probe may sit on the very loop that is
 * stuck: then no answer comes, and the timeout of the probe says what the 503 of another loop says
 * to the next probe. A node of one loop has nobody else to say so.
 */
record Health(Readiness readiness, Pulses pulses) {
  void addTo(Router router) {
    router.get("/health/live").handler(this::live);
    router.get("/health/ready").handler(this::ready);
  }

  private void live(RoutingContext context) {
    List<String> stuck = pulses.stuck();
    answer(context, stuck.isEmpty(), stuck.isEmpty() ? "live" : "stuck", "live", stuck);
  }

  private void ready(RoutingContext context) {
    Readiness.Verdict verdict = readiness.verdict();
    answer(
        context,
        verdict.state() == Readiness.State.READY,
        verdict.state().name().toLowerCase(Locale.ROOT),
        "ready",
        verdict.reasons());
  }

  private static void answer(
      RoutingContext context, boolean well, String state, String wanted, List<String> reasons) {
    boolean json = String.valueOf(context.request().getHeader("Accept")).contains("json");
    String text = well ? wanted : "not " + wanted + "\n" + String.join("\n", reasons);
    context
        .response()
        .setStatusCode(well ? 200 : 503)
        .putHeader("Content-Type", json ? "application/json" : "text/plain; charset=utf-8")
        .putHeader("Cache-Control", "no-store")
        .end(
            json
                ? new JsonObject().put("state", state).put("reasons", reasons).encode()
                : text + "\n");
  }
}
