package io.carillon.gateway.session;

import io.carillon.gateway.auth.Authenticator;
import io.carillon.gateway.auth.Credentials;
import io.carillon.gateway.auth.Grant;
import io.carillon.gateway.backend.Entry;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.Command;
import io.carillon.gateway.protocol.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * From the connect command to its reply: finds out who the client is, subscribes it to the channels
 * of its route and its token, recovers those it knew before, answers once all of them stand, and
 * only then lets publications through. On the session's loop.
 */
final class ConnectSequence {
  private final CentrifugeSession session;
  private final Command.Connect connect;
  private final List<Channel> routeChannels;
  private final Map<Channel, Grant> channels = new LinkedHashMap<>();
  private final List<Begun> begun = new ArrayList<>();

  /** Of the backend, for the client; null when there is none. */
  private Payload data;

  /** Whether a backend says for how long the client may stay, so that it has not to care. */
  private boolean isRenewed;

  ConnectSequence(CentrifugeSession session, Command.Connect connect, List<Channel> routeChannels) {
    this.session = session;
    this.connect = connect;
    this.routeChannels = routeChannels;
  }

  void begin() {
    if (connect.token().isEmpty() && session.services().backends().knowClients()) {
      new Delegation(session).connect(connect, this::admit);
      return;
    }
    session.await(
        session.services().authenticator().connect(connect.token()),
        who -> {
          if (who.failed()) {
            refuse(who.cause());
          } else {
            admit(who.result());
          }
        });
  }

  private void refuse(Throwable cause) {
    switch (GatewayException.codeOf(cause)) {
      case UNAUTHORIZED -> session.disconnect(CloseCode.INVALID_TOKEN);
      case BAD_REQUEST -> session.disconnect(CloseCode.BAD_REQUEST);
      default -> {
        session.refuse(connect.id(), cause);
        session.onRefused();
      }
    }
  }

  private void admit(Entry entry) {
    Credentials credentials = entry.credentials();
    try {
      credentials.subscriptions().keySet().forEach(session.services().pubSub().policies()::of);
    } catch (GatewayException unknown) {
      // No mistake of the client's, who may come back when it is mended.
      session.onFailedCommand(unknown);
      session.write(new Reply.Failure(connect.id(), ErrorCode.INTERNAL));
      session.onRefused();
      return;
    }
    data = entry.data();
    isRenewed = session.services().backends().refreshClients();
    admit(credentials);
  }

  private void admit(Credentials credentials) {
    try {
      collect(credentials);
    } catch (GatewayException refusal) {
      refuse(refusal);
      return;
    }
    if (!session.identify(credentials)) {
      session.disconnect(CloseCode.CONNECTION_LIMIT);
      return;
    }
    if (isRenewed && session.tenure() != null) {
      session.tenure().renewByBackend(credentials.expireAt());
    }
    if (channels.isEmpty()) {
      answer();
    }
    channels.forEach(this::subscribe);
  }

  // What it hears without asking.
  private void collect(Credentials credentials) {
    Authenticator authenticator = session.services().authenticator();
    routeChannels.forEach(channel -> channels.put(channel, Grant.PLAIN));
    authenticator
        .personalChannel(credentials.principal())
        .ifPresent(channel -> channels.put(channel, Grant.PLAIN));
    channels.putAll(credentials.subscriptions());
    channels.keySet().forEach(session.services().pubSub().policies()::of);
  }

  private void subscribe(Channel channel, Grant grant) {
    session
        .subscriptions()
        .begin(
            channel,
            true,
            recoverFrom(channel),
            grant,
            any -> true,
            result -> {
              if (result.succeeded()) {
                onBegun(result.result());
              } else {
                session.onFailedBeginning(result.cause());
              }
            });
  }

  private StreamPosition recoverFrom(Channel channel) {
    Command.SubscribeRequest known = connect.subs().get(channel.name());
    return known != null && known.recover() ? known.position() : null;
  }

  private void onBegun(Begun one) {
    begun.add(one);
    if (begun.size() == channels.size()) {
      answer();
    }
  }

  private void answer() {
    Map<String, Reply.SubscribeResult> subs = new LinkedHashMap<>();
    for (Begun one : begun) {
      subs.put(
          one.subscription().channel().name(),
          Results.subscribe(one.subscription(), one.subscribed()));
    }
    LoopServices services = session.services();
    long pingSeconds = Math.max(1, services.limits().pingInterval().toSeconds());
    session.write(
        new Reply.Connected(
            connect.id(),
            session.info().client(),
            services.version(),
            Ttl.of(dueAt()),
            data,
            session.pingsByTransport() ? 0 : (int) pingSeconds,
            !session.pingsByTransport(),
            session.secret(),
            session.node(),
            subs));
    begun.forEach(one -> one.subscription().goLive(one.subscribed().top()));
    session.onConnected();
  }

  // The server may have changed it while the channels began.
  private long dueAt() {
    return session.tenure() == null ? 0 : session.tenure().dueAt();
  }
}
