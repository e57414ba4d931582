package io.carillon.gateway.node;

import io.carillon.gateway.broker.redis.RedisBroker;
import io.carillon.gateway.broker.redis.RedisCalls;
import io.carillon.gateway.broker.redis.RedisGeneration;
import io.carillon.gateway.broker.redis.RedisHealth;
import io.carillon.gateway.broker.redis.RedisLink;
import io.carillon.gateway.broker.redis.RedisPresence;
import io.carillon.gateway.broker.redis.RedisTable;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.config.RedisConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;

/**
 * The part of a {@link Backbone} that is in Redis. Made with the link open; closed after broker and
 * presence, before Vert.x.
 */
final class RedisBackbone {
  private final RedisLink link;
  private final RedisHealth health;
  private final RedisBroker broker;
  private final RedisPresence presence;
  private final RedisCalls calls;
  private final Duration patience;
  private boolean joined;

  private RedisBackbone(Vertx vertx, RedisConfig config, NodeIdentity self) {
    link = new RedisLink(vertx, config);
    health = new RedisHealth(link);
    broker = new RedisBroker(link, config.patience());
    presence = new RedisPresence(link, self, config.patience());
    calls = new RedisCalls(link, self);
    patience = config.patience();
  }

  /** Reaches Redis, for nodes that something else joins; fails with the reason when it cannot. */
  static Future<RedisBackbone> open(Vertx vertx, RedisConfig config, NodeIdentity self) {
    RedisBackbone redis = new RedisBackbone(vertx, config, self);
    return redis
        .link
        .open()
        .compose(
            opened ->
                RedisGeneration.check(redis.link, config.prefix())
                    .recover(
                        cause ->
                            redis.link.close().transform(closed -> Future.failedFuture(cause))))
        .compose(checked -> redis.health.start())
        .map(redis);
  }

  /** The same for nodes that nothing else joins. */
  static Future<RedisBackbone> joining(Vertx vertx, RedisConfig config, NodeIdentity self) {
    return open(vertx, config, self)
        .compose(
            redis -> {
              redis.joined = true;
              return redis
                  .calls
                  .start()
                  .map(redis)
                  .recover(cause -> redis.close().transform(closed -> Future.failedFuture(cause)));
            });
  }

  RedisBroker broker() {
    return broker;
  }

  RedisPresence presence() {
    return presence;
  }

  /** Questions to the nodes that Redis joins. */
  RedisCalls calls() {
    return calls;
  }

  RedisTable table(String name) {
    return new RedisTable(link, name, patience);
  }

  boolean isSound() {
    return health.isSound();
  }

  Map<String, Long> counters() {
    RedisBroker.Losses losses = broker.losses();
    return Map.of(
        "resubscribed",
        losses.resubscribed(),
        "repaired",
        losses.repaired(),
        "unreadable",
        losses.unreadable());
  }

  Future<Void> close() {
    Future<Void> left = joined ? calls.close() : Future.succeededFuture();
    return left.transform(any -> health.stop()).transform(any -> link.close());
  }
}
