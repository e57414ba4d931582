package io.carillon.gateway.api;

import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.JsonWriter;
import io.carillon.gateway.protocol.MalformedMessage;
import io.carillon.gateway.protocol.RawJson;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * {@code batch}: several commands in one request, each an object with its method as only field.
 * They are carried out one after the other, or all at once when {@code parallel} is set; each is
 * answered on its own.
 */
final class BatchMethod implements ApiMethod {
  private static final int MAX_COMMANDS = 10_000;

  private final Map<String, ApiMethod> methods;

  BatchMethod(Map<String, ApiMethod> methods) {
    this.methods = methods;
  }

  @Override
  public Future<Consumer<JsonWriter>> call(RawJson request) {
    List<RawJson> commands = request.objects("commands");
    if (commands.isEmpty() || commands.size() > MAX_COMMANDS) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "commands: wanted 1 to " + MAX_COMMANDS);
    }
    boolean parallel = request.bool("parallel");
    List<Future<Consumer<JsonWriter>>> replies = new ArrayList<>();
    Future<?> last = Future.succeededFuture();
    for (RawJson command : commands) {
      Future<Consumer<JsonWriter>> reply =
          parallel ? carryOut(command) : last.compose(done -> carryOut(command));
      replies.add(reply);
      last = reply;
    }
    return Future.all(replies)
        .map(
            all ->
                json -> {
                  json.name("replies").beginArray();
                  replies.forEach(reply -> reply.result().accept(json));
                  json.endArray();
                });
  }

  // Never fails: what goes wrong is the command's reply.
  private Future<Consumer<JsonWriter>> carryOut(RawJson command) {
    List<String> names = List.copyOf(command.names());
    ApiMethod method = names.size() == 1 ? methods.get(names.get(0)) : null;
    if (method == null) {
      return Future.succeededFuture(error(ErrorCode.METHOD_NOT_FOUND, "no such method"));
    }
    String name = names.get(0);
    try {
      return method
          .call(command.object(name))
          .<Consumer<JsonWriter>>map(
              result ->
                  json -> {
                    result.accept(json.begin().name(name).begin());
                    json.end().end();
                  })
          .recover(
              cause ->
                  Future.succeededFuture(
                      error(GatewayException.codeOf(cause), Answers.detail(cause))));
    } catch (GatewayException refusal) {
      return Future.succeededFuture(error(refusal.code(), refusal.getMessage()));
    } catch (MalformedMessage malformed) {
      return Future.succeededFuture(error(ErrorCode.BAD_REQUEST, malformed.getMessage()));
    }
  }

  private static Consumer<JsonWriter> error(ErrorCode code, String detail) {
    return json -> {
      json.begin();
      Answers.writeError(code, detail, json);
      json.end();
    };
  }
}
