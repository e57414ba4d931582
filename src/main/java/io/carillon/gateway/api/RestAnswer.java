package io.carillon.gateway.api;

import io.carillon.gateway.config.ConfigException;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * The answer to a request for a resource.
 *
 * @param type of the body; null when there is none
 */
record RestAnswer(int status, String type, Buffer body) {
  private static final String JSON = "application/json";
  private static final int BAD_REQUEST = 400;

  static RestAnswer json(int status, Map<String, Object> fields) {
    return new RestAnswer(status, JSON, new JsonObject(fields).toBuffer());
  }

  static RestAnswer text(String type, String text) {
    return new RestAnswer(200, type, Buffer.buffer(text));
  }

  /** It is done, and there is nothing to say. */
  static RestAnswer done() {
    return new RestAnswer(204, null, null);
  }

  /** What may be said of a failure: all of a refusal, nothing of a bug. */
  static RestAnswer failure(Throwable cause) {
    if (cause instanceof ConfigException invalid) {
      return refusal(BAD_REQUEST, ErrorCode.BAD_REQUEST, message(invalid)).withComplaints(invalid);
    }
    ErrorCode code = GatewayException.codeOf(cause);
    return refusal(code.httpStatus(), code, Answers.detail(cause));
  }

  private static String message(ConfigException invalid) {
    return ErrorCode.BAD_REQUEST.text() + ": " + invalid.complaints().get(0);
  }

  private static RestAnswer refusal(int status, ErrorCode code, String message) {
    JsonObject error = new JsonObject().put("code", code.number()).put("message", message);
    return json(status, new JsonObject().put("error", error).getMap());
  }

  private RestAnswer withComplaints(ConfigException invalid) {
    JsonObject fields = body.toJsonObject();
    fields.getJsonObject("error").put("complaints", NodeRulesJson.complaints(invalid.complaints()));
    return json(status, fields.getMap());
  }

  /** Sends it, so that a browser takes it for nothing else than it is. */
  void send(HttpServerResponse response) {
    response.setStatusCode(status).putHeader("X-Content-Type-Options", "nosniff");
    if (body == null) {
      response.end();
    } else {
      response.putHeader("Content-Type", type).end(body);
    }
  }
}
