package io.carillon.gateway.api;

import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * {@code /api/drain}: parts this node from its clients, tells how far that is, and takes it back
 * while that can be done. Stateless; serves all loops.
 */
public final class DrainResource {
  private final String node;
  private final NodeDrain drain;

  /**
   * @param node its name
   */
  public DrainResource(String node, NodeDrain drain) {
    this.node = node;
    this.drain = drain;
  }

  /** Adds its path. */
  public void addTo(RestApi api) {
    api.add(
        "/api/drain",
        new RestApi.Methods()
            .with(HttpMethod.GET, context -> answer(drain.progress()))
            .with(HttpMethod.POST, this::change)
            .with(HttpMethod.DELETE, context -> answer(drain.cancel())));
  }

  private Future<RestAnswer> change(RoutingContext context) {
    return answer(isCancelled(context) ? drain.cancel() : drain.begin());
  }

  private static boolean isCancelled(RoutingContext context) {
    Buffer given = context.body().buffer();
    Map<String, Object> body =
        given == null || given.length() == 0 ? Map.of() : RestApi.body(context);
    Object cancel = body.getOrDefault("cancel", false);
    if (body.keySet().stream().anyMatch(key -> !key.equals("cancel"))
        || !(cancel instanceof Boolean flag)) {
      throw new GatewayException(
          ErrorCode.BAD_REQUEST, "wanted an object with nothing in it, or with cancel: true");
    }
    return flag;
  }

  private Future<RestAnswer> answer(NodeDrain.Progress progress) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("node", node);
    result.put("state", progress.state().name().toLowerCase(Locale.ROOT));
    result.put("clients", progress.clients());
    result.put("links", progress.links());
    result.put("left_ms", progress.left().toMillis());
    return Future.succeededFuture(RestAnswer.json(200, Map.of("result", result)));
  }
}
