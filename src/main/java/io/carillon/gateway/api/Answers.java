package io.carillon.gateway.api;

import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.JsonWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Consumer;

/**
 * How the API answers: {@code {"result":…}} or {@code {"error":…}}, as Centrifugo's server
 * libraries expect it.
 */
final class Answers {
  private Answers() {}

  static void writeError(ErrorCode code, JsonWriter json) {
    json.name("error").begin();
    json.field("code", code.number()).field("message", code.text()).end();
  }

  static void writeError(ErrorCode code, String detail, JsonWriter json) {
    json.name("error").begin();
    json.field("code", code.number()).field("message", detail).end();
  }

  /** What may be said of a failure: all of a refusal, nothing of a bug. */
  static String detail(Throwable failure) {
    return failure instanceof GatewayException refusal
        ? refusal.getMessage()
        : ErrorCode.INTERNAL.text();
  }

  static Future<Void> send(HttpServerResponse response, int status, Consumer<JsonWriter> fields) {
    ByteBuf out = Unpooled.buffer();
    JsonWriter json = new JsonWriter(out).begin();
    fields.accept(json);
    json.end();
    return response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(Buffer.buffer(ByteBufUtil.getBytes(out)));
  }
}
