package io.carillon.gateway.session;

import io.carillon.gateway.auth.Credentials;
import io.carillon.gateway.auth.Principal;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.protocol.Command;
import io.carillon.gateway.protocol.MalformedMessage;
import io.carillon.gateway.pubsub.Subscribed;
import io.carillon.gateway.wire.Outlet;
import io.netty.buffer.ByteBuf;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.List;
import java.util.Set;

/**
 * A client that speaks the Centrifuge protocol, over whatever carries it: it connects first, then
 * sends commands, and answers pings. Which command does what is told by {@link CommandDispatcher};
 * how it comes in by {@link Login}; how its messages come by the transports that extend this; what
 * it is told by {@link CentrifugeSpeaker}. Confined to its event loop.
 */
abstract class CentrifugeSession extends CentrifugeSpeaker {
  private final Inbox inbox = new Inbox(this);

  /** Null from the moment that it is connected. */
  private Login login;

  private Principal principal = Principal.ANONYMOUS;
  private boolean awaitingPong;

  /**
   * @param form of what is written to {@code outlet}
   * @param routeChannels that the server subscribes the client to
   */
  CentrifugeSession(
      LoopServices services,
      Origin origin,
      Outlet outlet,
      CentrifugeForm form,
      List<Channel> routeChannels) {
    super(services, origin, outlet, form);
    this.login = new Login(this, inbox, routeChannels);
  }

  /** By which commands are sent to it apart from it; empty when its transport takes them. */
  String secret() {
    return "";
  }

  /** The node that it is on, as the client is told. */
  String node() {
    return services().nodeName();
  }

  /** Whether it is pinged by the transport's own means, and not by those of the protocol. */
  abstract boolean pingsByTransport();

  /**
   * Takes the commands of one message; one that is malformed ends the session.
   *
   * @param message not owned
   * @return whether it is well-formed
   */
  final boolean onMessage(ByteBuf message) {
    tally().in(message.readableBytes());
    if (login != null && login.isTooMuch(message.readableBytes())) {
      disconnect(CloseCode.MESSAGE_TOO_BIG);
      return false;
    }
    List<Command> commands;
    try {
      commands = form().decode(message);
    } catch (MalformedMessage malformed) {
      disconnect(CloseCode.BAD_REQUEST);
      return false;
    }
    inbox.take(commands);
    return true;
  }

  /** Takes commands that have been read already. */
  final void take(List<Command> commands) {
    inbox.take(commands);
  }

  /** Whether commands wait, since the client does not read, or is not connected yet. */
  final boolean isBusy() {
    return inbox.isHeld();
  }

  /** The client answers a ping, in whatever way. */
  final void onAlive() {
    awaitingPong = false;
  }

  /** Carries out the next command; false when it has no place here. */
  boolean onCommand(Command command) {
    if (login != null) {
      return login.onCommand(command);
    } else if (command instanceof Command.Pong && awaitingPong) {
      onAlive();
      return true;
    }
    return CommandDispatcher.dispatch(this, command);
  }

  /**
   * It is known who it is.
   *
   * @return false when the user has as many connections as one may have: then nothing has changed
   */
  boolean identify(Credentials credentials) {
    Principal who = credentials.principal();
    ClientInfo identity = new ClientInfo(info().client(), who.user(), credentials.info(), null);
    if (!register(identity)) {
      return false;
    }
    know(who);
    keep(credentials);
    return true;
  }

  private void know(Principal who) {
    principal = who.only(services().pubSub().policies().claims());
  }

  /** The same user shows another token: what it may do from now on goes by that. */
  void refresh(Credentials credentials) {
    know(credentials.principal());
    refresh(credentials.expireAt(), credentials.info());
  }

  /** The client was refused, and may try again. */
  void onRefused() {
    login.onRefused();
  }

  /** Takes an outcome as {@link #await} does; what the client sends meanwhile waits. */
  <T> void awaitInOrder(Future<T> future, Handler<AsyncResult<T>> handler) {
    if (future.isComplete()) {
      await(future, handler);
      return;
    }
    inbox.hold();
    await(
        future,
        outcome -> {
          handler.handle(outcome);
          if (outlet().isOpen()) {
            inbox.release();
          }
        });
  }

  /** Whether these are the channels that it was subscribed to by what it came in with. */
  boolean hasWhatIsGranted(Set<Channel> granted) {
    Set<Channel> before = tenure() == null ? Set.of() : tenure().granted();
    return granted.equals(before);
  }

  /** Who it is, with the claims that policies of channels go by. */
  Principal principal() {
    return principal;
  }

  /**
   * The client knows that it is connected: it is told what happened meanwhile, and what it sent
   * meanwhile is carried out.
   */
  void onConnected() {
    List<Runnable> untold = login.untold();
    login = null;
    untold.forEach(Runnable::run);
    inbox.release();
  }

  // Before the reply to connect, clients expect nothing.
  @Override
  void onSubscribedByServer(Subscription subscription, Subscribed subscribed) {
    if (login == null) {
      super.onSubscribedByServer(subscription, subscribed);
    } else {
      login.tellLater(
          () -> {
            if (!subscription.hasEnded()) {
              super.onSubscribedByServer(subscription, subscribed);
            }
          });
    }
  }

  @Override
  void onRefreshedByServer(int ttlSeconds) {
    if (login == null) {
      super.onRefreshedByServer(ttlSeconds); // else the reply to connect says it
    }
  }

  @Override
  void disconnect(int code, String reason) {
    super.disconnect(code, reason);
    if (inbox.isHeld()) {
      inbox.release(); // else the client's answer would not be read, and its socket live on
    }
  }

  @Override
  Allowance.Verdict charge(boolean publication) {
    return login == null ? super.charge(publication) : login.charge();
  }

  @Override
  void onPingDue() {
    if (login != null) {
      return;
    }
    awaitingPong = true;
    ping();
  }

  @Override
  void onPongDue() {
    if (awaitingPong && !inbox.isHeld()) {
      disconnect(CloseCode.NO_PONG);
    }
  }

  @Override
  void onConnectDue() {
    if (login != null) {
      login.onDue();
    }
  }

  @Override
  void shutDown() {
    disconnect(CloseCode.SHUTDOWN);
  }
}
