package io.carillon.gateway.proxy.sticky;

import io.carillon.gateway.cluster.SharedTable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A table of one process that tells what it was asked, and can be made to wait or to fail. */
final class ControlledTable implements SharedTable {
  final Map<String, String> texts = new ConcurrentHashMap<>();
  final List<String> asked = new ArrayList<>();
  Promise<Void> held;

  @Override
  public Future<Void> put(String key, String value, Duration ttl) {
    asked.add("put " + key + " " + value + " " + ttl.toMillis());
    return held().onSuccess(done -> texts.put(key, value));
  }

  @Override
  public Future<String> get(String key) {
    asked.add("get " + key);
    return held().map(done -> texts.get(key));
  }

  @Override
  public Future<Void> remove(String key) {
    asked.add("remove " + key);
    return held().onSuccess(done -> texts.remove(key));
  }

  @Override
  public Future<Map<String, String>> entries() {
    throw new UnsupportedOperationException();
  }

  private Future<Void> held() {
    return held == null ? Future.succeededFuture() : held.future();
  }
}
