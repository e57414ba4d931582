package io.carillon.gateway.broker.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * One connection, from its opening to its end; answers come in the order of the commands. Confined
 * to its loop. Owned by whoever dialled it, who closes it.
 */
final class Wire {
  private final RedisAddress address;
  private final Redis client;
  private final RedisConnection connection;
  private final RedisCounts counts;
  private final ArrayDeque<Sent> unanswered = new ArrayDeque<>();
  private final Promise<String> ended = Promise.promise();
  private boolean resting;

  Wire(RedisAddress address, Redis client, RedisConnection connection, RedisCounts counts) {
    this.address = address;
    this.client = client;
    this.connection = connection;
    this.counts = counts;
    // Which of the two is called depends on how it ends.
    connection.endHandler(none -> end("closed by the server"));
    connection.exceptionHandler(cause -> end(String.valueOf(cause.getMessage())));
  }

  RedisAddress address() {
    return address;
  }

  /** Completes with the reason when the connection is gone. */
  Future<String> ended() {
    return ended.future();
  }

  boolean isOpen() {
    return !ended.future().isComplete();
  }

  /** What comes unasked, and the answers to {@link #tell}. */
  void onPush(Consumer<Response> handler) {
    connection.handler(handler::accept);
  }

  /**
   * Sends a command. Not to be mixed with {@link #tell}: the library loses the answer that is
   * awaited when a push comes before it.
   *
   * @return fails with a {@link RedisFailure}
   */
  Future<Response> ask(Request request) {
    if (!isOpen()) {
      return Future.failedFuture(RedisFailure.notSent("connection closed"));
    }
    Sent sent = new Sent();
    unanswered.add(sent);
    counts.send();
    connection
        .send(request)
        .onComplete(
            answer -> {
              if (unanswered.remove(sent)) { // the first, unless all are lost
                counts.answer(System.nanoTime() - sent.at);
              }
              if (answer.succeeded()) {
                sent.answer.tryComplete(answer.result());
              } else {
                sent.answer.tryFail(RedisFailure.of(answer.cause()));
              }
            });
    return sent.answer.future();
  }

  /** Sends a command of pub/sub, whose answer is a push. */
  void tell(Request request) {
    if (isOpen()) {
      connection.send(request).onFailure(cause -> end(String.valueOf(cause.getMessage())));
    }
  }

  /** Reads nothing for a while; not for connections that await answers. */
  void rest(boolean wanted) {
    if (isOpen()) {
      resting = wanted;
      if (wanted) {
        connection.pause();
      } else {
        connection.resume();
      }
    }
  }

  boolean isResting() {
    return resting;
  }

  /** Whether a command has waited for its answer for longer. */
  boolean isSilentFor(long nanos) {
    Sent first = unanswered.peek();
    return first != null && System.nanoTime() - first.at > nanos;
  }

  /** Ends it; what is unanswered is lost. */
  void end(String why) {
    if (!ended.tryComplete(why)) {
      return;
    }
    client.close(); // its futures fail, or not: here they do
    ArrayDeque<Sent> lost = new ArrayDeque<>(unanswered);
    unanswered.clear();
    lost.forEach(sent -> counts.lose());
    lost.forEach(sent -> sent.answer.tryFail(RedisFailure.lost(why)));
  }

  private static final class Sent {
    private final Promise<Response> answer = Promise.promise();
    private final long at = System.nanoTime();
  }
}
