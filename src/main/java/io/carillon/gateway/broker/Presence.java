package io.carillon.gateway.broker;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.vertx.core.Future;
import java.util.Map;

/**
 * Who is subscribed, on all nodes. Callable from any event loop; futures may complete on any
 * thread.
 */
public interface Presence {
  /** Joins the other nodes. Before this nothing else may be called. */
  Future<Void> start(PresenceListener listener);

  /** The client is in the channel. Adding it twice replaces its entry. */
  Future<Void> add(Channel channel, ClientInfo info);

  /** The client is gone. Does nothing when it was not there. */
  Future<Void> remove(Channel channel, String client);

  /** Everybody in the channel, by client id; empty when nobody is. */
  Future<Map<String, ClientInfo>> clients(Channel channel);

  /** How many are in the channel, cheaper than {@link #clients}. */
  Future<Count> count(Channel channel);

  /** Frees what it holds. Nothing may be called afterwards. */
  Future<Void> close();

  /**
   * How many.
   *
   * @param users distinct; all the anonymous are one
   */
  record Count(int clients, int users) {}
}
