package io.carillon.gateway.session;

import io.carillon.gateway.auth.Credentials;
import io.carillon.gateway.auth.Grant;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.Command;
import io.carillon.gateway.protocol.Reply;

/**
 * Another token for a client that is connected, or for one of its subscriptions, before the one it
 * came with has run out. Stateless; on the session's loop.
 */
final class RefreshCommands {
  private RefreshCommands() {}

  /** Returns false when the command makes no sense. */
  static boolean refresh(CentrifugeSession session, Command.Refresh command) {
    if (command.token().isEmpty()) {
      return false;
    }
    session.awaitInOrder(
        session.services().authenticator().connect(command.token()),
        outcome -> {
          if (outcome.failed()) {
            refuse(session, command.id(), outcome.cause());
          } else {
            refresh(session, command.id(), outcome.result());
          }
        });
    return true;
  }

  private static void refuse(CentrifugeSession session, int id, Throwable cause) {
    switch (GatewayException.codeOf(cause)) {
      case UNAUTHORIZED -> session.disconnect(CloseCode.INVALID_TOKEN);
      case TOKEN_EXPIRED, EXPIRED -> session.disconnect(CloseCode.EXPIRED); // comes with another
      default -> session.refuse(id, cause);
    }
  }

  private static void refresh(CentrifugeSession session, int id, Credentials credentials) {
    if (!credentials.principal().user().equals(session.info().user())) {
      session.disconnect(CloseCode.INVALID_TOKEN);
    } else if (!session.hasWhatIsGranted(credentials.subscriptions().keySet())) {
      session.disconnect(CloseCode.INSUFFICIENT_STATE); // it is to connect with the new token
    } else {
      session.refresh(credentials);
      session.write(
          new Reply.Refreshed(
              id,
              session.info().client(),
              session.services().version(),
              Ttl.of(credentials.expireAt())));
    }
  }

  /** Returns false when the command makes no sense. */
  static boolean subRefresh(CentrifugeSession session, Command.SubRefresh command) {
    if (command.channel().isEmpty()) {
      return false;
    }
    Channel channel = new Channel(command.channel());
    Subscription subscription = session.subscriptions().live(channel);
    if (subscription == null) {
      throw new GatewayException(ErrorCode.PERMISSION_DENIED, "not subscribed to " + channel);
    }
    if (command.token().isEmpty()) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "a token is needed");
    }
    session.awaitInOrder(
        session
            .services()
            .authenticator()
            .subscribe(command.token(), channel, session.info().user(), session.info().client()),
        outcome -> {
          if (subscription.hasEnded()) {
            session.refuse(
                command.id(), new GatewayException(ErrorCode.PERMISSION_DENIED, "it has ended"));
          } else if (outcome.failed()) {
            refuse(session, subscription, command.id(), outcome.cause());
          } else {
            renew(session, subscription, command.id(), outcome.result());
          }
        });
    return true;
  }

  // A client that hears only of the error would stay unsubscribed, and not ask for a new token.
  private static void refuse(
      CentrifugeSession session, Subscription subscription, int id, Throwable cause) {
    ErrorCode code = GatewayException.codeOf(cause);
    if (code == ErrorCode.TOKEN_EXPIRED || code == ErrorCode.EXPIRED) {
      session.onExpired(subscription);
    }
    session.refuse(id, cause);
  }

  private static void renew(
      CentrifugeSession session, Subscription subscription, int id, Grant grant) {
    subscription.grant(grant);
    session.write(new Reply.SubRefreshed(id, Ttl.of(grant.expireAt())));
  }
}
