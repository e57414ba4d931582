package io.carillon.gateway.api;

import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.hub.Hub;
import io.carillon.gateway.protocol.JsonWriter;
import io.carillon.gateway.protocol.MalformedMessage;
import io.carillon.gateway.protocol.RawJson;
import io.carillon.gateway.pubsub.PubSub;
import io.carillon.gateway.session.Sessions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/<method>}, behind the checks of {@link ApiGuard} and a body handler. A refusal
 * is answered with status 200 and an error object; with {@code X-Centrifugo-Error-Mode: transport},
 * with its HTTP status. Stateless; serves all loops.
 */
public final class ApiHandler implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);

  private final Map<String, ApiMethod> methods = new HashMap<>();
  private final ApiMetrics metrics;

  /**
   * @param calls how other nodes are asked, and ask this one
   * @param cluster counters of this node that {@code info} shows; none when it is alone
   */
  public ApiHandler(
      PubSub pubSub,
      Sessions sessions,
      Hub hub,
      NodeCalls calls,
      NodeIdentity self,
      Supplier<Map<String, Long>> cluster,
      ApiMetrics metrics) {
    this.metrics = metrics;
    EveryNode nodes = new EveryNode(calls, sessions, new ThisNode(self, sessions, hub, cluster));
    new PublishMethods(pubSub).addTo(methods);
    new ChannelMethods(pubSub, nodes).addTo(methods);
    new ClientMethods(pubSub, nodes).addTo(methods);
    new NodeMethods(nodes).addTo(methods);
    Map<String, ApiMethod> batched = Map.copyOf(methods);
    methods.put("batch", new BatchMethod(batched));
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerResponse response = context.response();
    String name = context.pathParam("method");
    ApiMethod method = methods.get(name);
    if (method == null) {
      metrics.answered("other", 404);
      Answers.send(
          response,
          404,
          json -> Answers.writeError(ErrorCode.METHOD_NOT_FOUND, "no such method", json));
      return;
    }
    call(method, context)
        .onSuccess(
            result -> {
              metrics.answered(name, 200);
              Answers.send(response, 200, name.equals("batch") ? result : asResult(result));
            })
        .onFailure(cause -> refuse(context, name, cause));
  }

  private static Consumer<JsonWriter> asResult(Consumer<JsonWriter> fields) {
    return json -> {
      fields.accept(json.name("result").begin());
      json.end();
    };
  }

  private static Future<Consumer<JsonWriter>> call(ApiMethod method, RoutingContext context) {
    try {
      byte[] body =
          context.body().buffer() == null ? new byte[0] : context.body().buffer().getBytes();
      return method.call(RawJson.object(body));
    } catch (GatewayException | MalformedMessage refusal) {
      return Future.failedFuture(refusal);
    }
  }

  private void refuse(RoutingContext context, String method, Throwable cause) {
    if (cause instanceof MalformedMessage malformed) {
      metrics.answered(method, 400);
      Answers.send(
          context.response(),
          400,
          json -> Answers.writeError(ErrorCode.BAD_REQUEST, malformed.getMessage(), json));
      return;
    }
    ErrorCode code = GatewayException.codeOf(cause);
    if (code == ErrorCode.INTERNAL) {
      LOG.error("request failed path={}", context.normalizedPath(), cause);
    }
    metrics.answered(method, code.httpStatus());
    boolean byStatus = "transport".equals(context.request().getHeader("X-Centrifugo-Error-Mode"));
    Answers.send(
        context.response(),
        byStatus ? code.httpStatus() : 200,
        json -> Answers.writeError(code, Answers.detail(cause), json));
  }
}
