package io.carillon.gateway.broker.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The subscriptions of one connection: many channels go with a command, and Redis acknowledges each
 * by a push. Confined to one loop; ends with its connection.
 */
final class EarWire {
  private static final int MOST_CHANNELS = 1_000;

  private final Wire wire;
  private final boolean sharded;
  private final boolean broadcast;
  private final Hearing hearing;
  private final Pace pace;

  /** Commands whose channels are not all acknowledged: the answers come in their order. */
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();

  private boolean spoke;

  /**
   * @param broadcast whether each node of a cluster hears what is published on any
   */
  EarWire(Wire wire, boolean sharded, boolean broadcast, Hearing hearing, Pace pace) {
    this.wire = wire;
    this.sharded = sharded;
    this.broadcast = broadcast;
    this.hearing = hearing;
    this.pace = pace;
    wire.onPush(this::take);
  }

  boolean isOpen() {
    return wire.isOpen();
  }

  /** Whether what is subscribed to here may stay, whatever server has its shard. */
  boolean mayKeep() {
    return broadcast && isOpen();
  }

  /** Whether a message has come since this was last asked, or none is to come now. */
  boolean hasSpoken() {
    boolean answer = spoke || wire.isResting();
    spoke = false;
    return answer;
  }

  void subscribe(Collection<RedisSubscription> subscriptions) {
    send(sharded ? Command.SSUBSCRIBE : Command.SUBSCRIBE, subscriptions);
  }

  void unsubscribe(Collection<RedisSubscription> subscriptions) {
    send(sharded ? Command.SUNSUBSCRIBE : Command.UNSUBSCRIBE, subscriptions);
  }

  private void send(Command command, Collection<RedisSubscription> subscriptions) {
    Map<Integer, List<RedisSubscription>> groups = new HashMap<>();
    for (RedisSubscription one : subscriptions) {
      // The channels of one command have to be in one slot.
      int group = sharded ? one.shard() : 0;
      List<RedisSubscription> channels = groups.computeIfAbsent(group, none -> new ArrayList<>());
      channels.add(one);
      if (channels.size() == MOST_CHANNELS) {
        write(command, groups.remove(group));
      }
    }
    groups.values().forEach(channels -> write(command, channels));
  }

  private void write(Command command, List<RedisSubscription> channels) {
    Request request = Request.cmd(command);
    channels.forEach(one -> request.arg(one.name()));
    pending.add(new Pending(channels));
    wire.tell(request);
  }

  private void take(Response push) {
    if (push == null) {
      return;
    }
    if (push.type() == ResponseType.ERROR) {
      Pending refused = pending.poll();
      if (refused != null) {
        hearing.onRefused(this, refused.channels, RedisFailure.of((Throwable) push));
      }
      return;
    }
    String channel = push.get(1) == null ? "" : push.get(1).toString();
    switch (push.get(0).toString()) {
      case "message", "smessage" -> {
        spoke = true;
        hearing.onMessage(this, channel, push.get(2).toBytes());
        pace.onMessage(wire);
      }
      case "subscribe", "ssubscribe" -> {
        acknowledged();
        hearing.onSubscribed(this, channel);
      }
      case "unsubscribe", "sunsubscribe" -> {
        if (hearing.onUnsubscribed(this, channel)) {
          acknowledged();
        }
      }
      default -> {}
    }
  }

  private void acknowledged() {
    Pending first = pending.peek();
    if (first != null && --first.open == 0) {
      pending.poll();
    }
  }

  private static final class Pending {
    private final List<RedisSubscription> channels;
    private int open;

    Pending(List<RedisSubscription> channels) {
      this.channels = channels;
      this.open = channels.size();
    }
  }

  /** Gets what comes. */
  interface Hearing {
    void onMessage(EarWire from, String channel, byte[] bytes);

    void onSubscribed(EarWire from, String channel);

    /** Returns whether it had been asked for; else the server lets go of the channel. */
    boolean onUnsubscribed(EarWire from, String channel);

    void onRefused(EarWire from, List<RedisSubscription> channels, RedisFailure cause);
  }
}
