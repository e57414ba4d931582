package io.carillon.gateway.session;

import io.carillon.gateway.admission.Arrival;
import io.carillon.gateway.admission.Entrance;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.protocol.Command;
import java.util.ArrayList;
import java.util.List;

/**
 * How a client of the Centrifuge protocol comes in: it says connect, may have to wait until it is
 * let in, and is refused or connected. Made with its session, which forgets it when the client is
 * connected; confined to the loop.
 */
final class Login {
  /** Connects that are refused, and pings and pongs of WebSocket's own, together. */
  private static final int MOST_ATTEMPTS = 10;

  private final CentrifugeSession session;
  private final Inbox inbox;
  private final List<Channel> routeChannels;

  /** It has said connect and waits to be let in, or for an answer. */
  private boolean underWay;

  /** The time to connect has run out while it was about to. */
  private boolean late;

  private int attempts;

  /** What the client is to be told behind the reply to connect. */
  private List<Runnable> untold = List.of();

  /**
   * @param routeChannels that the server subscribes the client to
   */
  Login(CentrifugeSession session, Inbox inbox, List<Channel> routeChannels) {
    this.session = session;
    this.inbox = inbox;
    this.routeChannels = routeChannels;
    session.services().heartbeat().expectConnect(session);
    entrance().expect();
  }

  private Entrance entrance() {
    return session.services().entrance();
  }

  /** Whether that is more than anybody may say before it is known. */
  boolean isTooMuch(int bytes) {
    return !underWay && entrance().isTooMuchToConnect(bytes);
  }

  /** It has sent something that costs us, and is not known: few of these are borne. */
  Allowance.Verdict charge() {
    return ++attempts < MOST_ATTEMPTS ? Allowance.Verdict.GRANTED : Allowance.Verdict.HOPELESS;
  }

  /** Carries out a command; false when it has no place here. */
  boolean onCommand(Command command) {
    if (!(command instanceof Command.Connect connect) || underWay || connect.id() == 0) {
      return false;
    }
    underWay = true;
    inbox.hold(); // nothing more is read from who has to wait
    entrance().asked();
    if (entrance().admitsNow()) {
      connect(connect);
    } else {
      entrance()
          .await(
              isRecovering(connect),
              new Arrival(
                  () -> !session.outlet().isOpen(),
                  () -> connect(connect),
                  seconds -> session.disconnect(CloseCode.TOO_MANY_REQUESTS)));
    }
    return true;
  }

  private void connect(Command.Connect connect) {
    new ConnectSequence(session, connect, routeChannels).begin();
  }

  // Of what the client has to subscribe to by itself, SDKs tell in the same message.
  private boolean isRecovering(Command.Connect connect) {
    return connect.subs().values().stream().anyMatch(Login::hasMissed)
        || inbox.hasWaiting(
            next -> next instanceof Command.Subscribe one && hasMissed(one.request()));
  }

  // Only a stream has an epoch.
  private static boolean hasMissed(Command.SubscribeRequest request) {
    return request.recover() && !request.position().epoch().isEmpty();
  }

  /** The client is to be told something, but does not know yet that it is connected. */
  void tellLater(Runnable tell) {
    untold = new ArrayList<>(untold);
    untold.add(tell);
  }

  /** What was left for later, in order. */
  List<Runnable> untold() {
    return untold;
  }

  /** It was refused, and may try again while it has not run out of time, nor tried too often. */
  void onRefused() {
    underWay = false;
    if (charge() == Allowance.Verdict.HOPELESS) {
      session.disconnect(CloseCode.TOO_MANY_REQUESTS);
    } else if (session.outlet().isOpen()) {
      session.services().heartbeat().expectConnect(session);
      if (!late) {
        inbox.release(); // else it has nothing more to say: by asking again it could stay for ever
      }
    }
  }

  /** The time to connect is over; who waits to be let in has done its part. */
  void onDue() {
    if (!underWay) {
      session.disconnect(CloseCode.STALE);
    }
    late = true;
  }
}
