package io.carillon.gateway.api;

import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.JsonWriter;
import io.carillon.gateway.protocol.MalformedMessage;
import io.carillon.gateway.protocol.RawJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
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
    if (parallel) {
      List<Future<Consumer<JsonWriter>>> replies = new ArrayList<>();
      commands.forEach(command -> replies.add(carryOut(command)));
      return Future.all(replies).map(all -> answer(all.list()));
    }
    Promise<Consumer<JsonWriter>> answer = Promise.promise();
    carryOutInOrder(commands.iterator(), new ArrayList<>(), answer);
    return answer.future();
  }

  // A loop as long as commands are done at once, so that ten thousand of them need no deep stack.
  private void carryOutInOrder(
      Iterator<RawJson> commands,
      List<Consumer<JsonWriter>> replies,
      Promise<Consumer<JsonWriter>> answer) {
    while (commands.hasNext()) {
      Future<Consumer<JsonWriter>> reply = carryOut(commands.next());
      if (!reply.isComplete()) {
        reply.onSuccess(
            done -> {
              replies.add(done);
              carryOutInOrder(commands, replies, answer);
            });
        return;
      }
      replies.add(reply.result());
    }
    answer.complete(answer(replies));
  }

  private static Consumer<JsonWriter> answer(List<Consumer<JsonWriter>> replies) {
    return json -> {
      json.name("replies").beginArray();
      replies.forEach(reply -> reply.accept(json));
      json.endArray();
    };
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
