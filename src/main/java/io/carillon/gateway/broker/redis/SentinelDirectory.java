package io.carillon.gateway.broker.redis;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Asks all sentinels which server is the primary: it has all shards. One that is cut off from the
 * others goes on naming the old one, so the one that knows of the latest failover is believed.
 */
final class SentinelDirectory implements Directory {
  /** For how long the others are waited for once most have answered. */
  private static final long REST_MILLIS = 200;

  private final Vertx vertx;
  private final Dialer dialer;
  private final List<RedisAddress> sentinels;
  private final String primary;
  private final int shards;
  private final long timeoutMillis;
  private final int majority;
  private final Map<RedisAddress, Future<Wire>> wires = new HashMap<>();
  private Answer believed;
  private boolean closed;

  SentinelDirectory(
      Vertx vertx,
      Dialer dialer,
      List<RedisAddress> sentinels,
      String primary,
      int shards,
      long timeoutMillis) {
    this.vertx = vertx;
    this.dialer = dialer;
    this.sentinels = sentinels;
    this.primary = primary;
    this.shards = shards;
    this.timeoutMillis = timeoutMillis;
    this.majority = sentinels.size() / 2 + 1;
  }

  @Override
  public Future<List<RedisAddress>> locate(List<Wire> open) {
    return new Round().begin().map(address -> Collections.nCopies(shards, address));
  }

  private Future<Wire> connect(RedisAddress address) {
    Future<Wire> wire = wires.get(address);
    boolean usable =
        wire != null && (!wire.isComplete() || (wire.succeeded() && wire.result().isOpen()));
    if (!usable) {
      wire =
          dialer
              .dialSentinel(address)
              .onSuccess(
                  dialled -> {
                    if (closed) {
                      dialled.end("no longer needed");
                    }
                  });
      wires.put(address, wire);
    }
    return wire;
  }

  // During a failover the second command names the new primary before the first one does; the first
  // alone tells how late its news are. In this order no old address goes with a new number.
  private Future<Answer> ask(Wire sentinel) {
    Future<Response> state = sentinel.ask(Request.cmd(Command.SENTINEL).arg("master").arg(primary));
    Future<Response> address =
        sentinel.ask(Request.cmd(Command.SENTINEL).arg("get-master-addr-by-name").arg(primary));
    return Future.all(state, address)
        .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
        .onFailure(cause -> sentinel.end("no answer"))
        .compose(
            both ->
                address.result() == null
                    ? Future.failedFuture(
                        RedisFailure.notSent("the sentinel knows no primary " + primary))
                    : Future.succeededFuture(
                        new Answer(
                            epoch(state.result()),
                            new RedisAddress(
                                address.result().get(0).toString(),
                                address.result().get(1).toInteger()))));
  }

  private static long epoch(Response fields) {
    Response epoch = fields.get("config-epoch");
    return epoch == null ? 0 : epoch.toLong();
  }

  @Override
  public void close() {
    closed = true;
    wires.values().forEach(wire -> wire.onSuccess(dialled -> dialled.end("no longer needed")));
    wires.clear();
  }

  /**
   * What a sentinel says.
   *
   * @param epoch number of the failover that made it the primary
   */
  private record Answer(long epoch, RedisAddress address) {}

  /** One question to all of them. Over when all have answered, or most and the rest takes long. */
  private final class Round {
    private final Promise<RedisAddress> done = Promise.promise();
    private final List<Answer> answers = new ArrayList<>();
    private int unanswered = sentinels.size();
    private boolean late;
    private long timer = -1;
    private String trouble;

    Future<RedisAddress> begin() {
      waitAtMost(timeoutMillis);
      sentinels.forEach(
          address -> connect(address).compose(SentinelDirectory.this::ask).onComplete(this::take));
      return done.future();
    }

    private void take(AsyncResult<Answer> answer) {
      unanswered--;
      if (answer.succeeded()) {
        answers.add(answer.result());
        if (answers.size() == majority) {
          waitAtMost(Math.min(REST_MILLIS, timeoutMillis));
        }
      } else {
        trouble = answer.cause().getMessage();
      }
      conclude();
    }

    private void waitAtMost(long millis) {
      vertx.cancelTimer(timer);
      timer =
          vertx.setTimer(
              millis,
              any -> {
                late = true;
                conclude();
              });
    }

    private void conclude() {
      boolean enough = unanswered == 0 || (late && !answers.isEmpty());
      if (!enough || done.future().isComplete()) {
        return;
      }
      vertx.cancelTimer(timer);
      if (answers.isEmpty()) {
        done.fail(RedisFailure.notSent("no sentinel: " + trouble));
        return;
      }
      Answer latest = Collections.max(answers, Comparator.comparingLong(Answer::epoch));
      // A few that know less than was known before are those that are cut off.
      if (believed == null || answers.size() >= majority || latest.epoch() > believed.epoch()) {
        believed = latest;
      }
      done.complete(believed.address());
    }
  }
}
