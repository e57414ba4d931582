package io.carillon.gateway.session;

import io.carillon.gateway.auth.Grant;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** Subscriptions that clients did not ask for one by one. On the loop of the session. */
final class ServerSubscriptions {
  private ServerSubscriptions() {}

  /**
   * The server subscribes the client, which hears of it; nothing happens if it already is.
   *
   * @return done when the client misses nothing any more, or cannot be subscribed
   */
  static Future<Void> begin(Session session, Channel channel, StreamPosition recoverFrom) {
    return session
        .subscriptions()
        .begin(
            channel,
            true,
            recoverFrom,
            null,
            any -> true,
            begun -> {
              if (begun.succeeded()) {
                tell(session, begun.result());
              } else if (GatewayException.codeOf(begun.cause()) != ErrorCode.ALREADY_SUBSCRIBED) {
                session.onFailedCommand(begun.cause());
              }
            });
  }

  /**
   * The endpoint subscribes the client to all of these, which it asked for in its first request;
   * hangs up when one of them fails. What it was subscribed to before is left as it is.
   *
   * @param grants what it is granted in them; what is not in there is as the policy says
   * @param recoverFrom where it stood, by channel name; what is not in there begins anew
   */
  static void beginAtOnce(
      Session session,
      List<Channel> channels,
      Map<Channel, Grant> grants,
      Map<String, StreamPosition> recoverFrom) {
    for (Channel channel : channels) {
      if (session.isOver()) {
        return; // refused one of them at once
      }
      session
          .subscriptions()
          .begin(
              channel,
              true,
              recoverFrom.get(channel.name()),
              grants.get(channel),
              any -> true,
              begun -> {
                if (begun.succeeded()) {
                  tell(session, begun.result());
                } else if (GatewayException.codeOf(begun.cause()) != ErrorCode.ALREADY_SUBSCRIBED) {
                  session.onFailedBeginning(begun.cause());
                }
              });
    }
  }

  private static void tell(Session session, Begun begun) {
    session.onSubscribedByServer(begun.subscription(), begun.subscribed());
  }
}
