package io.carillon.gateway.broker;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;

/** Hears of clients that come and go without any node saying so. Called on any thread. */
public interface PresenceListener {
  /** A client went with its node; told on one node only. */
  void onGone(Channel channel, ClientInfo info);

  /** A client of this node that had been taken for gone is back. */
  void onBack(Channel channel, ClientInfo info);

  /** A client of another node is there, which this node had been told was gone. */
  void onSeenAgain(Channel channel, ClientInfo info);
}
