package io.carillon.gateway.session;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.protocol.Command;
import io.carillon.gateway.protocol.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * From the connect command to its reply: subscribes the client to the channels of its route,
 * recovers those it knew before, answers once all of them stand, and only then lets publications
 * through. On the session's loop.
 */
final class ConnectSequence {
  private final CentrifugeSession session;
  private final Command.Connect connect;
  private final List<Channel> channels;
  private final List<Subscriptions.Begun> begun = new ArrayList<>();

  ConnectSequence(CentrifugeSession session, Command.Connect connect, List<Channel> channels) {
    this.session = session;
    this.connect = connect;
    this.channels = channels;
  }

  void begin() {
    if (channels.isEmpty()) {
      answer();
    }
    for (Channel channel : channels) {
      session
          .subscriptions()
          .begin(
              channel,
              true,
              recoverFrom(channel),
              any -> true,
              result -> {
                if (result.succeeded()) {
                  onBegun(result.result());
                } else {
                  session.onFailedBeginning(result.cause());
                }
              });
    }
  }

  private StreamPosition recoverFrom(Channel channel) {
    Command.SubscribeRequest known = connect.subs().get(channel.name());
    return known != null && known.recover() ? known.position() : null;
  }

  private void onBegun(Subscriptions.Begun one) {
    begun.add(one);
    if (begun.size() == channels.size()) {
      answer();
    }
  }

  private void answer() {
    Map<String, Reply.SubscribeResult> subs = new LinkedHashMap<>();
    for (Subscriptions.Begun one : begun) {
      subs.put(one.subscription().channel().name(), Results.subscribe(one.subscribed()));
    }
    LoopServices services = session.services();
    long pingSeconds = Math.max(1, services.limits().pingInterval().toSeconds());
    session.write(
        new Reply.Connected(
            connect.id(),
            session.info().client(),
            services.version(),
            0,
            null,
            session.pingsByTransport() ? 0 : (int) pingSeconds,
            !session.pingsByTransport(),
            session.info().client(),
            services.nodeName(),
            subs));
    begun.forEach(one -> one.subscription().goLive(one.subscribed().top()));
    session.onConnected();
  }
}
