package io.carillon.gateway.broker.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;

/**
 * Publishes to itself through one server, over and over: a subscription that does not bring it is
 * dead, whatever its socket says. Confined to one loop; owned by the {@link RedisLink}.
 */
final class Probe {
  private final Shards shards;
  private final RedisSubscriptions subscriptions;
  private final Primary primary;
  private final String name;
  private final long timeoutNanos;
  private final RedisCounts counts;
  private int shard = -1;
  private EarWire wire;
  private long unheardSince;

  /**
   * @param self random name of this node
   */
  Probe(
      Shards shards,
      RedisSubscriptions subscriptions,
      Primary primary,
      String self,
      long timeoutNanos,
      RedisCounts counts) {
    this.shards = shards;
    this.subscriptions = subscriptions;
    this.primary = primary;
    // Not shared with another server's, which would end it together with its own.
    this.name = "probe:" + self + ":" + primary.address();
    this.timeoutNanos = timeoutNanos;
    this.counts = counts;
  }

  Primary primary() {
    return primary;
  }

  /**
   * Sends the next, and looks for the last; to be called once a second.
   *
   * @param lowest shard that the server has; -1 for none
   */
  void send(int lowest) {
    if (lowest != shard) {
      stop();
      shard = lowest;
      if (shard >= 0) {
        subscriptions.subscribe(shard, shards.name(shard, name), bytes -> {}).otherwiseEmpty();
      }
    }
    Wire commands = primary.commands();
    EarWire ears = primary.ears();
    if (shard < 0 || commands == null || ears == null || ears != wire) {
      wire = ears; // a new one has until the next turn to acknowledge what it was asked
      unheardSince = 0;
      return;
    }
    // One that has much to bring, or that rests, brings the probe late.
    if (ears.hasSpoken()) {
      unheardSince = 0;
    }
    if (unheardSince != 0 && System.nanoTime() - unheardSince > timeoutNanos) {
      unheardSince = 0;
      counts.loseProbe();
      primary.dropEars("a probe did not come back");
      return;
    }
    unheardSince = unheardSince == 0 ? System.nanoTime() : unheardSince;
    byte[] bytes = "probe".getBytes(StandardCharsets.US_ASCII);
    Command publish = primary.isSharded() ? Command.SPUBLISH : Command.PUBLISH;
    commands.ask(Request.cmd(publish).arg(shards.name(shard, name)).arg(bytes)).otherwiseEmpty();
  }

  void stop() {
    if (shard >= 0) {
      subscriptions.unsubscribe(shards.name(shard, name));
    }
  }
}
