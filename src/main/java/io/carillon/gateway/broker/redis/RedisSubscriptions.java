package io.carillon.gateway.broker.redis;

import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pub/sub channels this node wants to hear, wherever they are: subscribes to them, and again
 * whenever a connection or the place of a shard is another one. What is asked for in one turn of
 * the loop goes in one command. Confined to that loop.
 */
final class RedisSubscriptions implements EarWire.Hearing {
  private static final Logger LOG = LoggerFactory.getLogger(RedisSubscriptions.class);

  private final Vertx vertx;
  private final Fleet fleet;
  private final long patienceMillis;
  private final Map<String, RedisSubscription> all = new HashMap<>();
  private final Set<RedisSubscription> due = new LinkedHashSet<>();
  private boolean flushIsDue;
  private long repeated;
  private String lastRefusal;

  /**
   * @param patienceMillis after which a subscribe fails that Redis did not acknowledge
   */
  RedisSubscriptions(Vertx vertx, Fleet fleet, long patienceMillis) {
    this.vertx = vertx;
    this.fleet = fleet;
    this.patienceMillis = patienceMillis;
  }

  /** Succeeds when Redis has acknowledged it; the wish stays when it fails. */
  Future<Void> subscribe(int shard, String name, Hearer hearer) {
    RedisSubscription subscription =
        all.computeIfAbsent(name, none -> new RedisSubscription(shard, name));
    subscription.want(hearer);
    return whenOn(subscription);
  }

  /** Succeeds when a channel that is subscribed to is heard, or is not wanted any more. */
  Future<Void> heard(String name) {
    RedisSubscription subscription = all.get(name);
    return subscription == null || !subscription.isWanted()
        ? Future.succeededFuture()
        : whenOn(subscription);
  }

  private Future<Void> whenOn(RedisSubscription subscription) {
    subscription.moveTo(fleet.ears(subscription.shard()));
    if (subscription.isOn()) {
      return Future.succeededFuture();
    }
    Promise<Void> acknowledged = Promise.promise();
    subscription.await(acknowledged);
    reconcile(subscription);
    return acknowledged
        .future()
        .timeout(patienceMillis, TimeUnit.MILLISECONDS)
        .recover(
            late -> {
              subscription.missed(); // who waited is told when it comes after all
              return Future.failedFuture(
                  new GatewayException(
                      ErrorCode.UNAVAILABLE, "Redis did not acknowledge the subscription"));
            });
  }

  void unsubscribe(String name) {
    RedisSubscription subscription = all.get(name);
    if (subscription != null) {
      subscription.unwant();
      reconcile(subscription);
    }
  }

  /** Servers or connections are other ones now. */
  void reconcileAll() {
    List.copyOf(all.values()).forEach(this::reconcile);
  }

  /** How often a channel was subscribed to again. */
  long repeated() {
    return repeated;
  }

  private void reconcile(RedisSubscription subscription) {
    subscription.moveTo(fleet.ears(subscription.shard()));
    if (subscription.isDue()) {
      due.add(subscription);
      if (!flushIsDue) {
        flushIsDue = true;
        vertx.runOnContext(none -> flush());
      }
    } else if (subscription.isOver()) {
      all.remove(subscription.name());
    }
  }

  private void flush() {
    flushIsDue = false;
    Map<EarWire, List<RedisSubscription>> on = new LinkedHashMap<>();
    Map<EarWire, List<RedisSubscription>> off = new LinkedHashMap<>();
    for (RedisSubscription one : List.copyOf(due)) {
      EarWire wire = one.moveTo(fleet.ears(one.shard()));
      if (one.isDue()) {
        one.asked();
        (one.isWanted() ? on : off).computeIfAbsent(wire, none -> new ArrayList<>()).add(one);
      } else if (one.isOver()) {
        all.remove(one.name());
      }
    }
    due.clear();
    on.forEach(EarWire::subscribe);
    off.forEach(EarWire::unsubscribe);
  }

  @Override
  public void onMessage(EarWire from, String channel, byte[] bytes) {
    RedisSubscription subscription = all.get(channel);
    if (subscription != null && subscription.isOf(from) && subscription.isWanted()) {
      subscription.hearer().onMessage(bytes);
    }
  }

  @Override
  public void onSubscribed(EarWire from, String channel) {
    RedisSubscription subscription = all.get(channel);
    if (subscription == null || !subscription.isOf(from)) {
      return;
    }
    boolean again = subscription.acknowledge(true);
    if (subscription.isWanted()) {
      subscription.takeWaiters().forEach(Promise::tryComplete);
    }
    reconcile(subscription);
    if (again && subscription.isWanted()) {
      repeated++;
      subscription.hearer().onAgain();
    }
  }

  @Override
  public boolean onUnsubscribed(EarWire from, String channel) {
    RedisSubscription subscription = all.get(channel);
    if (subscription == null || !subscription.isOf(from)) {
      return true;
    }
    if (subscription.isAskedOff()) {
      subscription.acknowledge(false);
      reconcile(subscription);
      return true;
    }
    subscription.letGo();
    fleet.relocate();
    return false;
  }

  // They are asked for again as soon as it is known where.
  @Override
  public void onRefused(EarWire from, List<RedisSubscription> channels, RedisFailure cause) {
    if (!cause.isElsewhere() && !cause.getMessage().equals(lastRefusal)) {
      lastRefusal = cause.getMessage();
      LOG.warn("Redis refuses a subscription reason={}", lastRefusal);
    }
    channels.stream().filter(one -> one.isOf(from)).forEach(RedisSubscription::refuse);
    fleet.relocate();
  }
}
