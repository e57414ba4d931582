package io.carillon.gateway.pubsub;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.hub.ChannelInterest;
import io.vertx.core.Future;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells the broker what this node listens to, and its subscribers when the broker knows. Callable
 * from any event loop; one per node.
 */
public final class NodeInterest implements ChannelInterest {
  private final Broker broker;
  private final Policies policies;

  /**
   * Only what is under way or has failed: a channel that is not in here and has a subscriber is
   * acknowledged.
   */
  private final ConcurrentHashMap<Channel, Future<Void>> unacknowledged = new ConcurrentHashMap<>();

  public NodeInterest(Broker broker, Policies policies) {
    this.broker = broker;
    this.policies = policies;
  }

  @Override
  public void onFirstSubscriber(Channel channel) {
    Future<Void> acknowledged = broker.subscribe(channel, policies.retention(channel));
    if (acknowledged.succeeded()) {
      return;
    }
    unacknowledged.put(channel, acknowledged);
    // A failed one stays until the last subscriber has left, so that nobody who comes meanwhile
    // takes it for a success.
    acknowledged.onSuccess(done -> unacknowledged.remove(channel, acknowledged));
  }

  @Override
  public void onLastSubscriber(Channel channel) {
    unacknowledged.remove(channel);
    broker.unsubscribe(channel);
  }

  /**
   * Succeeds when whatever is published from now on reaches this node. For channels with a
   * subscriber here.
   */
  Future<Void> acknowledged(Channel channel) {
    Future<Void> first = unacknowledged.get(channel);
    return first == null ? broker.hears(channel) : first;
  }
}
