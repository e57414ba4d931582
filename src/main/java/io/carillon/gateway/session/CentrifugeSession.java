package io.carillon.gateway.session;

import io.carillon.gateway.admission.AdmissionMetrics;
import io.carillon.gateway.admission.Arrival;
import io.carillon.gateway.admission.Entrance;
import io.carillon.gateway.auth.Principal;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.error.UnsubscribeCode;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.protocol.Command;
import io.carillon.gateway.protocol.MalformedMessage;
import io.carillon.gateway.protocol.Reply;
import io.carillon.gateway.pubsub.Subscribed;
import io.carillon.gateway.wire.Outlet;
import io.netty.buffer.ByteBuf;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A client that speaks the Centrifuge protocol, over whatever carries it: it connects first, then
 * sends commands, and answers pings. Which command does what is told by {@link CommandDispatcher};
 * how it connects by {@link ConnectSequence}; how its messages come by the transports that extend
 * this.
 */
abstract class CentrifugeSession extends SocketSession {
  private final List<Channel> routeChannels;
  private final CentrifugeForm form;
  private final Inbox inbox = new Inbox(this);
  private State state = State.NEW;
  private Principal principal = Principal.ANONYMOUS;
  private boolean awaitingPong;

  private enum State {
    NEW,
    WAITING,
    CONNECTING,
    CONNECTED
  }

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
    super(services, origin, new ClientInfo(UUID.randomUUID().toString(), "", null, null), outlet);
    this.form = form;
    this.routeChannels = routeChannels;
    services.heartbeat().expectConnect(this);
    services.entrance().expect();
  }

  /** Whether it is pinged by the transport's own means, and not by those of the protocol. */
  abstract boolean pingsByTransport();

  /** What it speaks. */
  final CentrifugeForm form() {
    return form;
  }

  void write(Reply reply) {
    outlet().write(form.reply(reply));
  }

  /** Refuses a command, whatever went wrong with it. */
  void refuse(int id, Throwable cause) {
    ErrorCode code = GatewayException.codeOf(cause);
    if (code == ErrorCode.INTERNAL) {
      onFailedCommand(cause);
    }
    write(new Reply.Failure(id, code));
  }

  /**
   * Takes the commands of one message.
   *
   * @param message not owned
   */
  final void onMessage(ByteBuf message) {
    tally().in(message.readableBytes());
    if (state == State.NEW && isTooMuchToConnect(message.readableBytes())) {
      disconnect(CloseCode.MESSAGE_TOO_BIG);
      return;
    }
    List<Command> commands;
    try {
      commands = form.decode(message);
    } catch (MalformedMessage malformed) {
      disconnect(CloseCode.BAD_REQUEST);
      return;
    }
    inbox.take(commands);
  }

  private boolean isTooMuchToConnect(int bytes) {
    int most = services().entrance().limits().connectBytes();
    boolean tooMuch = most > 0 && bytes > most;
    if (tooMuch) {
      services().entrance().exceeded(AdmissionMetrics.Limit.CONNECT_BYTES);
    }
    return tooMuch;
  }

  /** The client answers a ping, in whatever way. */
  final void onAlive() {
    awaitingPong = false;
  }

  /** Carries out the next command; false when it has no place here. */
  boolean onCommand(Command command) {
    if (command instanceof Command.Connect connect && state == State.NEW) {
      return connect.id() != 0 && onArrival(connect);
    } else if (command instanceof Command.Pong && awaitingPong) {
      onAlive();
      return true;
    }
    return state == State.CONNECTED && CommandDispatcher.dispatch(this, command);
  }

  // Nothing more is read from who has to wait.
  private boolean onArrival(Command.Connect connect) {
    Entrance entrance = services().entrance();
    entrance.asked();
    if (entrance.admitsNow()) {
      return onConnect(connect);
    }
    state = State.WAITING;
    inbox.hold();
    entrance.await(
        isRecovering(connect),
        new Arrival(
            () -> !outlet().isOpen(),
            () -> admit(connect),
            seconds -> disconnect(CloseCode.TOO_MANY_REQUESTS)));
    return true;
  }

  // Of what the client has to subscribe to by itself, SDKs tell in the same message.
  private boolean isRecovering(Command.Connect connect) {
    return connect.subs().values().stream().anyMatch(Command.SubscribeRequest::recover)
        || inbox.hasWaiting(
            next -> next instanceof Command.Subscribe one && one.request().recover());
  }

  private void admit(Command.Connect connect) {
    if (!onConnect(connect)) {
      disconnect(CloseCode.BAD_REQUEST);
    }
  }

  private boolean onConnect(Command.Connect connect) {
    if (connect.token() != null && !connect.token().isEmpty()) {
      disconnect(CloseCode.INVALID_TOKEN); // no keys are configured that could verify it
      return true;
    }
    Optional<Principal> who = services().authenticator().anonymous();
    if (who.isEmpty()) {
      return false;
    }
    state = State.CONNECTING;
    inbox.hold();
    if (!identify(who.get())) {
      disconnect(CloseCode.CONNECTION_LIMIT);
      return true;
    }
    try {
      new ConnectSequence(this, connect, ownChannels(who.get())).begin();
    } catch (GatewayException nameless) {
      disconnect(CloseCode.BAD_REQUEST); // the user has a name that no channel can have
    }
    return true;
  }

  // False when the user has as many connections as one may have.
  private boolean identify(Principal who) {
    principal = who.only(services().pubSub().policies().claims());
    return register(new ClientInfo(info().client(), who.user(), null, null));
  }

  // What it hears without asking.
  private List<Channel> ownChannels(Principal who) {
    Set<Channel> own = new LinkedHashSet<>(routeChannels);
    services().authenticator().personalChannel(who).ifPresent(own::add);
    return List.copyOf(own);
  }

  /** Who it is, with the claims that policies of channels go by. */
  Principal principal() {
    return principal;
  }

  /** The client knows that it is connected: what it sent meanwhile is carried out. */
  void onConnected() {
    state = State.CONNECTED;
    inbox.release();
  }

  @Override
  PushEncoder encoder() {
    return form.pushes();
  }

  @Override
  void onGap(Subscription subscription) {
    Channel channel = subscription.channel();
    if (subscription.byServer()) {
      disconnect(CloseCode.INSUFFICIENT_STATE); // the client recovers those when it connects again
    } else if (subscriptions().end(channel)) {
      onUnsubscribed(channel, UnsubscribeCode.INSUFFICIENT_STATE);
    }
  }

  @Override
  void onSubscribedByServer(Subscription subscription, Subscribed subscribed) {
    write(new Reply.SubscribePush(subscription.channel().name(), Results.subscribe(subscribed)));
    subscription.goLive(subscribed.top());
  }

  @Override
  void onUnsubscribed(Channel channel, UnsubscribeCode code) {
    write(new Reply.UnsubscribePush(channel.name(), code));
  }

  @Override
  void onPingDue() {
    if (state != State.CONNECTED) {
      return;
    }
    awaitingPong = true;
    ping();
  }

  /** Asks for a sign of life. */
  void ping() {
    outlet().write(form.ping());
  }

  @Override
  void onPongDue() {
    if (awaitingPong && !inbox.isHeld()) {
      disconnect(CloseCode.NO_PONG);
    }
  }

  @Override
  void onConnectDue() {
    if (state == State.NEW) {
      disconnect(CloseCode.STALE); // who waits to be let in has done its part
    }
  }

  @Override
  void shutDown() {
    disconnect(CloseCode.SHUTDOWN);
  }
}
