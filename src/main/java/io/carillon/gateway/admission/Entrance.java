package io.carillon.gateway.admission;

import io.carillon.gateway.config.AdmissionConfig;
import io.carillon.gateway.config.LimitsConfig;
import io.carillon.gateway.config.MemoryConfig;
import io.carillon.gateway.machine.Shortage;
import io.carillon.gateway.wire.Handshake;
import io.carillon.gateway.wire.HandshakeHead;
import io.carillon.gateway.wire.Network;
import io.carillon.gateway.wire.RequestConnection;
import io.netty.channel.EventLoop;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * Where clients and links come in on one event loop. They are looked at twice: at their handshake,
 * which may be refused, and when they are about to cost something, for which they may have to wait.
 * Confined to its loop but for what says otherwise.
 */
public final class Entrance {
  private static final LimitsConfig.Rate ANY = new LimitsConfig.Rate(0, 0);
  private static final AdmissionConfig AT_ONCE =
      new AdmissionConfig(AdmissionConfig.Mode.OFF, 0, Duration.ZERO, Duration.ZERO, 0);
  private static final LimitsConfig NONE =
      new LimitsConfig(ANY, ANY, 0, 0, 0, 0, 0, AT_ONCE, 0, MemoryConfig.OFF);

  /** Seconds after which somebody comes back for whom the machine has too little. */
  private static final int LEAST_PAUSE = 5;

  private static final int MOST_PAUSE = 15;

  private final Admission node;
  private final LimitsConfig limits;
  private final boolean countsConnections;

  /** Null when nobody has to wait. */
  private final WaitingRoom room;

  Entrance(Admission node, EventLoop loop) {
    this.node = node;
    this.limits = node.limits();
    this.countsConnections = limits.connections() > 0 || limits.addressConnections() > 0;
    this.room =
        limits.admission().mode() == AdmissionConfig.Mode.OFF
            ? null
            : new WaitingRoom(loop, limits.admission(), node.loops(), node.metrics());
  }

  /** One that lets everybody in at once. */
  public static Entrance open(EventLoop loop) {
    return new Admission(NONE, 1, AdmissionMetrics.NONE).open(loop);
  }

  /**
   * Why a request that is right in all else may not open a connection; empty when it may, which
   * then has its place until its socket is gone. Within the request handler.
   *
   * @param addresses where requests come from
   */
  public Optional<Handshake.Refusal> refusal(
      HttpServerRequest request, Function<HttpServerRequest, String> addresses) {
    Optional<Shortage> shortage = node.edge().shortage(RequestConnection.descriptor(request));
    if (shortage.isPresent()) {
      return refuse(shortage.get());
    }
    if (room != null && room.isCrowded()) {
      return refuse(AdmissionMetrics.Refused.CROWD, 503, "too many come at once");
    }
    return countsConnections && !RequestConnection.isWatched(request)
        ? takePlaces(request, Network.of(addresses.apply(request)))
        : Optional.empty();
  }

  /** Whether a socket of this number is not for clients and their links. */
  public boolean isReserved(int descriptor) {
    return node.edge().isReserved(descriptor);
  }

  /** Whether nobody may come in right now, whoever it is: {@link #refusal} says why. */
  public boolean isShut() {
    return node.edge().isMemoryShort() || (room != null && room.isCrowded());
  }

  /**
   * The places of the first request on a connection, from an address, while it {@linkplain #isShut
   * is not shut}; when there are none, {@link #refusal} has to say so, and counts it.
   */
  public boolean lets(HandshakeHead head, String address) {
    if (countsConnections) {
      String network = Network.of(address);
      if (takePlaces(network) != null) {
        return false;
      }
      head.whenGone(() -> giveBack(network));
    }
    return true;
  }

  private Optional<Handshake.Refusal> takePlaces(HttpServerRequest request, String network) {
    AdmissionMetrics.Refused full = takePlaces(network);
    if (full == null) {
      RequestConnection.whenGone(request, () -> giveBack(network));
      return Optional.empty();
    }
    return full == AdmissionMetrics.Refused.ADDRESS
        ? refuse(full, 429, "too many connections from this address")
        : refuse(full, 503, "this node has all its connections");
  }

  // Null when there were some; else what there are too many of.
  private AdmissionMetrics.Refused takePlaces(String network) {
    if (!node.addresses().take(network)) {
      return AdmissionMetrics.Refused.ADDRESS;
    }
    if (limits.connections() > 0 && !node.takeConnection()) {
      node.addresses().giveBack(network);
      return AdmissionMetrics.Refused.NODE;
    }
    return null;
  }

  private void giveBack(String network) {
    node.addresses().giveBack(network);
    if (limits.connections() > 0) {
      node.giveBackConnection();
    }
  }

  private Optional<Handshake.Refusal> refuse(
      AdmissionMetrics.Refused why, int status, String text) {
    node.metrics().refused(why);
    return Optional.of(tooMany(status, text, room == null ? 1 : room.comeBack()));
  }

  // Nothing tells how soon it is over; so each comes at another time.
  private Optional<Handshake.Refusal> refuse(Shortage what) {
    node.metrics()
        .refused(
            what == Shortage.FILES
                ? AdmissionMetrics.Refused.FILES
                : AdmissionMetrics.Refused.MEMORY);
    int seconds = ThreadLocalRandom.current().nextInt(LEAST_PAUSE, MOST_PAUSE);
    return Optional.of(tooMany(503, what.text(), seconds));
  }

  /** The answer to a request that may come back. */
  public static Handshake.Refusal tooMany(int status, String text, int seconds) {
    return new Handshake.Refusal(status, text, Map.of("Retry-After", Integer.toString(seconds)));
  }

  /** The handshake of a client was answered that will ask to be let in when it has said more. */
  public void expect() {
    if (room != null) {
      room.expected().opened(System.nanoTime());
    }
  }

  /** One of these has said it. */
  public void asked() {
    if (room != null) {
      room.expected().asked(System.nanoTime());
    }
  }

  /** Lets somebody in at once; false when it has to {@link #await}. */
  public boolean admitsNow() {
    return room == null || room.admitsNow();
  }

  /**
   * Has somebody wait for its turn.
   *
   * @param recovering whether it was here before and misses something
   * @param arrival told on a later turn of the loop when it is let in, maybe at once when it is not
   */
  public void await(boolean recovering, Arrival arrival) {
    room.await(recovering, arrival);
  }

  /** Lets somebody in, at once or as {@link #await} does. */
  public void enter(boolean recovering, Arrival arrival) {
    if (admitsNow()) {
      arrival.admit().run();
    } else {
      await(recovering, arrival);
    }
  }

  /**
   * A client is who it says it is.
   *
   * @param user its name; empty for nobody
   * @return false when the user has as many connections as one may have
   */
  public boolean takeUser(String user) {
    boolean may = user.isEmpty() || node.users().take(user);
    if (!may) {
      node.metrics().refused(AdmissionMetrics.Refused.USER);
    }
    return may;
  }

  /** Its connection is gone. */
  public void giveBackUser(String user) {
    if (!user.isEmpty()) {
      node.users().giveBack(user);
    }
  }

  /** Takes a channel of a user; false when these are all taken. */
  public boolean takeChannel(String user) {
    return user.isEmpty() || node.channels().take(user);
  }

  /** The user is subscribed no more. */
  public void giveBackChannel(String user) {
    if (!user.isEmpty()) {
      node.channels().giveBack(user);
    }
  }

  /** Whether a client says more than it may before it is let in; then that is counted. */
  public boolean isTooMuchToConnect(int bytes) {
    boolean tooMuch = limits.connectBytes() > 0 && bytes > limits.connectBytes();
    if (tooMuch) {
      exceeded(AdmissionMetrics.Limit.CONNECT_BYTES);
    }
    return tooMuch;
  }

  /** What clients may ask. */
  public LimitsConfig limits() {
    return limits;
  }

  /** Somebody who is in wanted too much. */
  public void exceeded(AdmissionMetrics.Limit limit) {
    node.metrics().exceeded(limit);
  }

  int waiting(boolean recovering) {
    return room == null ? 0 : room.waiting(recovering);
  }

  double perSecond() {
    return room == null ? Double.POSITIVE_INFINITY : room.perSecond();
  }
}
