package io.carillon.gateway.broker.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * Commands and scripts to the server that has a shard, or that a shard is moving to. Confined to
 * the loop of {@link RedisLink}, which makes it.
 */
final class RedisCommands {
  private final Fleet fleet;

  RedisCommands(Fleet fleet) {
    this.fleet = fleet;
  }

  /** See {@link RedisLink#send}. */
  Future<Response> send(int shard, Request request) {
    Wire wire = fleet.commands(shard);
    return wire == null
        ? Future.failedFuture(RedisFailure.notSent("no connection to Redis"))
        : wire.ask(request).recover(cause -> failed(cause, request, wire.address()));
  }

  /** See {@link RedisLink#run}. */
  Future<Response> run(RedisScript script, int shard, String key, Object... arguments) {
    return send(shard, call(Command.EVALSHA, script.sha1(), key, arguments))
        .recover(
            cause ->
                RedisFailure.of(cause).is("NOSCRIPT")
                    ? send(shard, call(Command.EVAL, script.text(), key, arguments))
                    : Future.failedFuture(cause));
  }

  private static Request call(Command command, String script, String key, Object... arguments) {
    Request request = Request.cmd(command).arg(script).arg(1).arg(key);
    for (Object argument : arguments) {
      if (argument instanceof byte[] bytes) {
        request.arg(bytes);
      } else {
        request.arg(argument.toString());
      }
    }
    return request;
  }

  private Future<Response> failed(Throwable cause, Request request, RedisAddress asked) {
    RedisFailure failure = RedisFailure.of(cause);
    if (failure.isElsewhere()) {
      fleet.relocate();
    }
    if (failure.is("ASK")) {
      String[] words = failure.getMessage().split(" ");
      Wire target = fleet.commandsAt(RedisAddress.parse(words[2]).seenFrom(asked));
      if (target != null) {
        // For the command after it only, so these two go together.
        target.ask(Request.cmd(Command.ASKING)).otherwiseEmpty();
        return target.ask(request);
      }
    }
    return Future.failedFuture(failure);
  }
}
