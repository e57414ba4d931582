package io.carillon.gateway.api;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.JsonWriter;
import io.carillon.gateway.protocol.RawJson;
import io.carillon.gateway.pubsub.PubSub;
import io.carillon.gateway.session.SessionTable;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Consumer;

/** What can be done to clients, who are named by user, by client id, or by both. */
final class ClientMethods {
  /** Of the year 33658, far from where sums overflow. */
  private static final long LAST_SECOND = 1_000_000_000_000L;

  private final PubSub pubSub;
  private final EveryNode nodes;

  ClientMethods(PubSub pubSub, EveryNode nodes) {
    this.pubSub = pubSub;
    this.nodes = nodes;
  }

  void addTo(Map<String, ApiMethod> methods) {
    methods.put("subscribe", this::subscribe);
    methods.put("unsubscribe", this::unsubscribe);
    methods.put("disconnect", this::disconnect);
    methods.put("refresh", this::refresh);
  }

  private Future<Consumer<JsonWriter>> subscribe(RawJson request) {
    SessionTable.Target who = Requests.target(request);
    Channel channel = Requests.channel(request);
    pubSub.policies().of(channel);
    return done(nodes.subscribe(who, channel, Requests.position(request, "recover_since")));
  }

  private Future<Consumer<JsonWriter>> unsubscribe(RawJson request) {
    return done(nodes.unsubscribe(Requests.target(request), Requests.channel(request)));
  }

  private Future<Consumer<JsonWriter>> disconnect(RawJson request) {
    int code = CloseCode.FORCE_DISCONNECT.number();
    String reason = CloseCode.FORCE_DISCONNECT.reason();
    RawJson wanted = request.object("disconnect");
    if (wanted != null) {
      code = (int) wanted.integer("code", 0, Integer.MAX_VALUE);
      reason = wanted.string("reason");
      if (code < 3000 || code > 4999) {
        throw new GatewayException(ErrorCode.BAD_REQUEST, "disconnect.code: wanted 3000 to 4999");
      }
    }
    return done(nodes.disconnect(Requests.targetWithout(request, "whitelist"), code, reason));
  }

  private Future<Consumer<JsonWriter>> refresh(RawJson request) {
    // What has expired did so long ago.
    long expireAt = request.bool("expired") ? 1 : request.integer("expire_at", 0, LAST_SECOND);
    return done(
        nodes.refresh(Requests.targetOrSession(request), expireAt, request.payload("info")));
  }

  private static Future<Consumer<JsonWriter>> done(Future<Void> step) {
    return step.map(done -> json -> {});
  }
}
