package io.carillon.gateway.broker.redis;

import io.carillon.gateway.cluster.SharedTable;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A {@link SharedTable} in Redis: what has a time to live is a key of its own, in the shard of its
 * name; all else of a table is one hash, so that it can be read as a whole. Lives as long as what
 * Redis has. Callable from any thread; everything happens on the loop of the {@link RedisLink}.
 */
public final class RedisTable implements SharedTable {
  private static final RedisScript ENTRIES =
      RedisScript.load(RedisTable.class, "table-entries.lua");

  private final RedisLink link;
  private final Insistence insistence;
  private final String name;
  private final int shard;
  private final String hash;

  /**
   * @param name the same on all nodes
   * @param patience for how long Redis is asked while it is away
   */
  public RedisTable(RedisLink link, String name, Duration patience) {
    this.link = link;
    this.name = name;
    this.insistence = new Insistence(link, patience);
    this.shard = link.shards().of(name);
    this.hash = link.shards().name(shard, "table:" + name);
  }

  @Override
  public Future<Void> put(String key, String value, Duration ttl) {
    if (ttl.isZero()) {
      return ask(shard, () -> Request.cmd(Command.HSET).arg(hash).arg(key).arg(value)).mapEmpty();
    }
    long millis = Math.max(1, ttl.toMillis());
    return ask(
            shardOf(key),
            () -> Request.cmd(Command.SET).arg(single(key)).arg(value).arg("PX").arg(millis))
        .mapEmpty();
  }

  @Override
  public Future<String> get(String key) {
    return ask(shardOf(key), () -> Request.cmd(Command.GET).arg(single(key)))
        .compose(
            found ->
                found == null
                    ? ask(shard, () -> Request.cmd(Command.HGET).arg(hash).arg(key))
                    : Future.succeededFuture(found))
        .map(found -> found == null ? null : found.toString());
  }

  @Override
  public Future<Void> remove(String key) {
    return ask(shard, () -> Request.cmd(Command.HDEL).arg(hash).arg(key))
        .compose(gone -> ask(shardOf(key), () -> Request.cmd(Command.DEL).arg(single(key))))
        .mapEmpty();
  }

  @Override
  public Future<Map<String, String>> entries() {
    return link.onLoop(() -> insistence.ask(shard, () -> link.run(ENTRIES, shard, hash)))
        .map(
            all -> {
              Map<String, String> entries = new LinkedHashMap<>();
              for (int i = 0; i < all.size(); i += 2) {
                entries.put(all.get(i).toString(), all.get(i + 1).toString());
              }
              return entries;
            });
  }

  // Twice is once with all of these.
  private Future<Response> ask(int where, Supplier<Request> request) {
    return link.onLoop(() -> insistence.ask(where, () -> link.send(where, request.get())));
  }

  private int shardOf(String key) {
    return link.shards().of(name + ":" + key);
  }

  private String single(String key) {
    return link.shards().name(shardOf(key), "entry:" + name + ":" + key);
  }
}
