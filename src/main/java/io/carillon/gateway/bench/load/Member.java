package io.carillon.gateway.bench.load;

import io.carillon.gateway.bench.Kind;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Protocol;
import io.carillon.gateway.bench.client.Dialect;
import io.carillon.gateway.bench.client.Hearing;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.stream.IntStream;

/** One connection of a load, through all its lives, and what it has seen. Confined to its loop. */
final class Member implements Hearing {
  private static final Lane[] NONE = {};

  /** Of all connections of the run. */
  final int number;

  /** Which of the addresses to come from is its own. */
  final int turn;

  private final LoopShare share;
  private Dialect dialect;
  private State state = State.NEW;
  private Lane[] lanes = NONE;

  /**
   * When the last try began, its handshake was answered, the loss was, and it was heard again; 0
   * before.
   */
  private long begun;

  private long shaken;
  private long lost;
  private long reopened;
  private boolean everOpened;
  private int attempts;

  /** Echoes that were sent, and that are under way. */
  long sent;

  int underWay;

  /** Without a rate, while it hears: deliveries that are due to it. */
  long owed;

  private long lastRead;
  private long lastMessage;
  private long silence;

  Member(int number, int turn, LoopShare share) {
    this.number = number;
    this.turn = turn;
    this.share = share;
  }

  /** Where it is in its life. */
  enum State {
    NEW,
    DIALING,
    HEARING,
    /** Lost, and about to be made again. */
    LOST,
    /** Never made. */
    FAILED
  }

  void speak(Dialect made) {
    dialect = made;
  }

  Dialect dialect() {
    return dialect;
  }

  boolean isHearing() {
    return state == State.HEARING;
  }

  boolean isDialing() {
    return state == State.DIALING;
  }

  boolean hasOpened() {
    return everOpened;
  }

  int attempts() {
    return attempts;
  }

  long begun() {
    return begun;
  }

  /** The first channel of its own. */
  int channel() {
    return share.plan().crowd().channelOf(number);
  }

  /** All of them. */
  IntStream channels() {
    int channels = share.plan().crowd().channels();
    return IntStream.range(0, share.plan().crowd().subscriptions())
        .map(i -> (channel() + i) % channels);
  }

  /** Since when nothing has come, no ping either. */
  long lastRead() {
    return lastRead;
  }

  void dial(long now) {
    state = State.DIALING;
    begun = now;
    attempts++;
    share.dial(this);
  }

  /** From now on silence counts. */
  void listen(long now) {
    lastMessage = now;
  }

  /** Nothing is sent any more, so that silence counts no longer. */
  void hush(long now) {
    if (everOpened) {
      noteSilence(now);
    }
    lastMessage = Long.MAX_VALUE;
  }

  private void noteSilence(long now) {
    long since = now - lastMessage;
    if (since > 0) {
      share.tally().onSilence(since, now);
    }
    silence = Math.max(silence, since);
  }

  /** The longest silence while messages were sent. */
  long silence() {
    return silence;
  }

  @Override
  public void onOpen() {
    shaken = share.now();
  }

  @Override
  public void onHears() {
    if (isHearing()) {
      return; // told twice
    }
    long now = share.now();
    state = State.HEARING;
    attempts = 0;
    lastRead = now;
    if (everOpened) {
      reopened = now;
      share.tally().onReopened(lost, now);
    } else {
      everOpened = true;
      lastMessage = now;
      share.tally().onOpened(begun, shaken, dialect.isAcknowledged(), now);
    }
    share.onHears(this);
  }

  @Override
  public void onPayload(ByteBuf bytes, int from, int to) {
    int run = share.plan().share().run();
    int size = share.plan().traffic().size();
    int at = Marker.find(bytes, from, to, run);
    if (at < 0) {
      share.tally().onForeign();
    }
    for (; at >= 0; at = Marker.find(bytes, Math.min(to, at + size), to, run)) {
      onMessage(bytes, at);
    }
  }

  private void onMessage(ByteBuf bytes, int at) {
    long now = share.readTime();
    long due = Marker.nanos(bytes, at);
    int channel = Marker.channel(bytes, at);
    if (!isOwn(channel)) {
      share.tally().onStray(now);
      return;
    }
    Lane.Seen seen = lane(Marker.publisher(bytes, at), channel).see(Marker.sequence(bytes, at));
    noteSilence(now);
    lastMessage = now;
    // What a server brings of one channel may come before it has answered for the next.
    boolean missed = due < reopened || (everOpened && !isHearing());
    boolean recovered = missed && share.plan().target().protocol().recovers();
    share.tally().onReceived(seen, due, now, recovered);
    if (seen != Lane.Seen.AGAIN) {
      share.onDelivered(this, missed);
    }
  }

  /** Whether it should hear a channel, or without channels an echo of that number. */
  private boolean isOwn(int channel) {
    Plan plan = share.plan();
    if (plan.kind() != Kind.FANOUT) {
      return channel == number;
    }
    if (plan.target().protocol() == Protocol.SOCKETIO) {
      return true; // the server alone knows who hears what
    }
    int channels = plan.crowd().channels();
    int behind = Math.floorMod(channel - channel(), channels);
    return channel < channels && behind < plan.crowd().subscriptions();
  }

  // A connection hears few publishers on few channels, usually one on one.
  private Lane lane(int publisher, int channel) {
    for (Lane lane : lanes) {
      if (lane.channel == channel && lane.publisher == publisher) {
        return lane;
      }
    }
    Lane lane = new Lane(publisher, channel);
    lanes = Arrays.copyOf(lanes, lanes.length + 1);
    lanes[lanes.length - 1] = lane;
    return lane;
  }

  /** The lane of a publisher on a channel, made when nothing has come by it. */
  Lane laneOf(int publisher, int channel) {
    return lane(publisher, channel);
  }

  @Override
  public void onUnrecovered() {
    share.tally().onUnrecovered();
  }

  @Override
  public void onReadEnd(int bytes) {
    lastRead = share.onReadEnd(bytes);
  }

  @Override
  public void onEnd(String why) {
    boolean heard = state == State.HEARING;
    long now = share.now();
    underWay = 0;
    state = everOpened ? State.LOST : State.FAILED;
    if (heard) {
      lost = now;
      share.tally().onLost(why, now);
    } else {
      share.tally().onFailed(why, !everOpened, now);
      dialect.turnToNext(); // its server may be dead, and the others not
    }
    share.onEnd(this, heard, why);
  }

  void close() {
    if (dialect != null) {
      dialect.close();
    }
  }
}
