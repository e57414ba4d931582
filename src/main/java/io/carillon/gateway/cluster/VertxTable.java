package io.carillon.gateway.cluster;

import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.AsyncMap;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/**
 * A {@link SharedTable} in the shared map of Vert.x: with Hazelcast in the memory of all nodes, on
 * a node that is alone in its own. Lives as long as one of them. Never blocks a loop.
 */
public final class VertxTable implements SharedTable {
  /** Hazelcast counts times to live in whole seconds, and may take the one under way for passed. */
  private static final Duration COARSENESS = Duration.ofSeconds(1);

  private final Future<AsyncMap<String, String>> opening;

  /** Asked without a detour over the loop that opened it. */
  private volatile AsyncMap<String, String> map;

  /**
   * @param name the same on all nodes
   */
  public VertxTable(Vertx vertx, String name) {
    // To make a map of Hazelcast takes its time, and not that of a loop.
    opening =
        vertx
            .executeBlocking(
                () -> vertx.sharedData().<String, String>getAsyncMap(TableSettings.PREFIX + name))
            .compose(asked -> asked)
            .onSuccess(opened -> map = opened);
  }

  @Override
  public Future<Void> put(String key, String value, Duration ttl) {
    return on(
        table ->
            ttl.isZero()
                ? table.put(key, value)
                : table.put(key, value, ttl.plus(COARSENESS).toMillis()));
  }

  @Override
  public Future<String> get(String key) {
    return on(table -> table.get(key));
  }

  @Override
  public Future<Void> remove(String key) {
    return on(table -> table.remove(key)).mapEmpty();
  }

  @Override
  public Future<Map<String, String>> entries() {
    return on(AsyncMap::entries);
  }

  private <T> Future<T> on(Function<AsyncMap<String, String>, Future<T>> step) {
    AsyncMap<String, String> opened = map;
    try {
      Future<T> done = opened == null ? opening.compose(step) : step.apply(opened);
      return done.recover(cause -> Future.failedFuture(refusal(cause)));
    } catch (RuntimeException closed) {
      return Future.failedFuture(refusal(closed));
    }
  }

  private static GatewayException refusal(Throwable cause) {
    return new GatewayException(
        ErrorCode.UNAVAILABLE, "the cluster does not keep it now: " + cause.getMessage());
  }
}
