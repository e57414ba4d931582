package io.carillon.gateway.broker;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.StreamPosition;
import io.vertx.core.Future;

/**
 * Carries publications between nodes and keeps the streams; one per node, shared by its loops.
 * Callable from any event loop; futures may complete on any thread. Refusals fail with a {@code
 * GatewayException}.
 */
public interface Broker {
  /** Joins the other nodes. Before this nothing else may be called. */
  Future<Void> start(BrokerListener listener);

  /**
   * Appends to the channel's stream, if it keeps one, and sends to every node that listens: in
   * offset order, each offset once.
   *
   * @param data shared with the caller and with every subscriber, so never written to again
   * @return the position taken; {@link StreamPosition#NONE} when nothing is kept
   */
  Future<StreamPosition> publish(Channel channel, Payload data, PublishOptions options);

  /**
   * Sends a join or a leave to every node that listens: at most once, never kept.
   *
   * @return done when it is on its way
   */
  Future<Void> announce(ChannelEvent event);

  /**
   * This node listens. Whatever is published after the future has succeeded, on any node, reaches
   * the listener. Subscribing twice is subscribing once.
   */
  Future<Void> subscribe(Channel channel, Retention retention);

  /**
   * Succeeds when a channel that this node listens to is heard just now; fails when the way to it
   * is broken and stays so.
   */
  default Future<Void> hears(Channel channel) {
    return Future.succeededFuture();
  }

  /**
   * This node listens no more; a few late events may still come. Takes effect in the order of the
   * calls.
   */
  Future<Void> unsubscribe(Channel channel);

  /**
   * Reads a stream; begins it when it has not begun. {@link History#NONE} when {@code retention}
   * keeps nothing.
   */
  Future<History> history(Channel channel, Retention retention, HistoryQuery query);

  /**
   * Forgets the publications of a stream, not its position: offsets go on and nobody is told of a
   * gap by mistake.
   */
  Future<Void> removeHistory(Channel channel);

  /**
   * What time it is, in milliseconds since 1970, by the clock that says when publications of a
   * channel with a stream were accepted. That of this machine may tell another.
   */
  Future<Long> time(Channel channel);

  /** Whether it can do its part now; callable from any thread, and waits for nobody. */
  default BrokerHealth health() {
    return BrokerHealth.ok("on this node alone");
  }

  /** Frees what it holds. Nothing may be called afterwards. */
  Future<Void> close();
}
