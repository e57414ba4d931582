package io.carillon.gateway.broker.redis;

import io.carillon.gateway.config.RedisConfig;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Looks every now and then whether servers still answer, whether subscriptions are still heard, and
 * where the shards are. Confined to the loop of {@link RedisLink}, which makes, starts and stops
 * it.
 */
final class RedisWatch {
  private static final long LOOK_MILLIS = 250;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);
  private static final long PROBE_MILLIS = 1_000;

  /**
   * Between two questions where the shards are. A primary that sentinels replace takes what is
   * written until they demote it, some seconds later, and then loses it.
   */
  private static final long RELOCATE_MILLIS = 500;

  private final Vertx vertx;
  private final RedisConfig config;
  private final Shards shards;
  private final Fleet fleet;
  private final RedisSubscriptions subscriptions;
  private final RedisCounts counts;
  private final String self = UUID.randomUUID().toString();
  private final Map<Primary, Probe> probes = new HashMap<>();
  private final List<Long> timers = new ArrayList<>();
  private long lookedAt = System.nanoTime();

  /** When it was last seen that this node had stood still. */
  private long stillAt = lookedAt - LOOK_NANOS;

  RedisWatch(
      Vertx vertx,
      RedisConfig config,
      Shards shards,
      Fleet fleet,
      RedisSubscriptions subscriptions,
      RedisCounts counts) {
    this.vertx = vertx;
    this.config = config;
    this.shards = shards;
    this.fleet = fleet;
    this.subscriptions = subscriptions;
    this.counts = counts;
  }

  void start() {
    timers.add(vertx.setPeriodic(LOOK_MILLIS, any -> look()));
    timers.add(vertx.setPeriodic(PROBE_MILLIS, any -> probe()));
    if (config.mode() != RedisConfig.Mode.STANDALONE) {
      timers.add(vertx.setPeriodic(RELOCATE_MILLIS, any -> fleet.review()));
    }
  }

  void stop() {
    timers.forEach(vertx::cancelTimer);
    timers.clear();
  }

  private void look() {
    boolean judges = !stoodStill();
    lookedAt = System.nanoTime();
    if (judges) {
      fleet.primaries().forEach(Primary::look);
    } else {
      stillAt = lookedAt;
    }
  }

  // A node that had no time itself may not have read the answers that are there.
  private boolean stoodStill() {
    long now = System.nanoTime();
    return now - lookedAt > 2 * LOOK_NANOS || now - stillAt < LOOK_NANOS / 2;
  }

  private void probe() {
    if (stoodStill()) {
      return;
    }
    List<Primary> primaries = fleet.primaries();
    probes
        .values()
        .removeIf(
            probe -> {
              boolean gone = !primaries.contains(probe.primary());
              if (gone) {
                probe.stop();
              }
              return gone;
            });
    for (Primary primary : primaries) {
      primary.ping();
      probes
          .computeIfAbsent(
              primary,
              one ->
                  new Probe(shards, subscriptions, one, self, config.timeout().toNanos(), counts))
          .send(fleet.shardOf(primary));
    }
  }
}
