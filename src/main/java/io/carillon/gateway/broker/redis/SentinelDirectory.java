package io.carillon.gateway.broker.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks the sentinels which server is the primary: it has all shards. */
final class SentinelDirectory implements Directory {
  private final Dialer dialer;
  private final List<RedisAddress> sentinels;
  private final String primary;
  private final int shards;
  private final long timeoutMillis;
  private Wire wire;

  /** The sentinel that is asked first: the last that knew. */
  private int first;

  SentinelDirectory(
      Dialer dialer, List<RedisAddress> sentinels, String primary, int shards, long timeoutMillis) {
    this.dialer = dialer;
    this.sentinels = sentinels;
    this.primary = primary;
    this.shards = shards;
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  public Future<List<RedisAddress>> locate(List<Wire> open) {
    return askFrom(0).map(address -> Collections.nCopies(shards, address));
  }

  private Future<RedisAddress> askFrom(int tried) {
    int index = (first + tried) % sentinels.size();
    return connect(index)
        .compose(this::ask)
        .onSuccess(known -> first = index)
        .recover(
            cause -> {
              close();
              return tried + 1 < sentinels.size()
                  ? askFrom(tried + 1)
                  : Future.failedFuture(RedisFailure.notSent("no sentinel: " + cause.getMessage()));
            });
  }

  private Future<Wire> connect(int index) {
    RedisAddress address = sentinels.get(index);
    if (wire != null && wire.isOpen() && wire.address().equals(address)) {
      return Future.succeededFuture(wire);
    }
    return dialer.dialSentinel(address).onSuccess(dialled -> wire = dialled);
  }

  private Future<RedisAddress> ask(Wire sentinel) {
    return sentinel
        .ask(Request.cmd(Command.SENTINEL).arg("get-master-addr-by-name").arg(primary))
        .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
        .compose(
            answer ->
                answer == null
                    ? Future.failedFuture(
                        RedisFailure.notSent("the sentinel knows no primary " + primary))
                    : Future.succeededFuture(
                        new RedisAddress(answer.get(0).toString(), answer.get(1).toInteger())));
  }

  @Override
  public void close() {
    if (wire != null) {
      wire.end("no longer needed");
      wire = null;
    }
  }
}
