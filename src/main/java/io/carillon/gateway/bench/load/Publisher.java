package io.carillon.gateway.bench.load;

import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Sent;
import io.carillon.gateway.bench.client.Outlet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One connection that publishes to channels in turn, at its part of the rate or as the window lets
 * it. Confined to its loop.
 */
final class Publisher implements Outlet.Answers, Pacer.Sender {
  private static final long RETRY_MILLIS = 200;

  /** Until it looks again whether its connection takes more. */
  private static final long FULL_MILLIS = 2;

  private final LoopShare share;
  private final Plan plan;
  private final int number;
  private final Window window;
  private final boolean bound;
  private final Pacer pacer;
  private final ByteBuf message;
  private final Map<Integer, OutLane> lanes = new HashMap<>();
  private final Map<Long, Ticket> open = new HashMap<>();
  private final AtomicBoolean told = new AtomicBoolean();

  private Outlet outlet;
  private long tickets;
  private boolean active;
  private boolean closed;

  /** Ends a connection that does not get ready; null where none is begun. */
  private ScheduledFuture<?> patience;

  /** Run when it is ready or has failed for the first time; null after that. */
  private Runnable onSettled;

  /**
   * @param number among all publishers of the run
   * @param bound whether it publishes to one channel only
   */
  Publisher(LoopShare share, int number, Window window, boolean bound) {
    this.share = share;
    this.plan = share.plan();
    this.number = number;
    this.window = window;
    this.bound = bound;
    double rate = plan.traffic().rate() / plan.traffic().publishers();
    this.pacer = rate > 0 ? new Pacer(share.loop(), share.clock(), rate, this) : null;
    this.message = Unpooled.buffer(plan.traffic().size());
    window.tell(this::pumpSoon);
  }

  /**
   * @param due when it was to be sent
   * @param hear without a rate: how many heard the channel when room was taken for it
   */
  private record Ticket(OutLane lane, long sequence, long due, int hear) {}

  /** The first channel of its own. */
  int channel() {
    return number % plan.crowd().channels();
  }

  void dial(Outlet made, Runnable settled) {
    outlet = made;
    onSettled = settled;
    connect();
  }

  private void connect() {
    long millis = plan.times().connectMillis();
    Runnable late = () -> outlet.fail("no connection that publishes within " + millis / 1e3 + " s");
    patience = share.loop().schedule(late, millis, TimeUnit.MILLISECONDS);
    share.dial(outlet, number);
  }

  void begin() {
    active = true;
    if (pacer != null) {
      int local = number - plan.share().firstPublisher();
      pacer.start((double) local / plan.traffic().publishers());
    } else {
      pump();
    }
  }

  void end() {
    active = false;
    if (pacer != null) {
      pacer.stop();
    }
  }

  // Once for a turn of the loop, however often it is told.
  private void pumpSoon() {
    if (told.compareAndSet(false, true)) {
      share.loop().execute(this::pump);
    }
  }

  private void pump() {
    told.set(false);
    if (pacer != null || !active) {
      return;
    }
    while (active && outlet.isReady()) {
      int hear = window.take(nextChannel());
      if (hear == Window.FULL) {
        break;
      }
      publish(share.now(), hear);
    }
    outlet.flush();
    if (active && !outlet.isReady() && told.compareAndSet(false, true)) {
      share.loop().schedule(this::pump, FULL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public boolean send(long due) {
    if (!outlet.isReady()) {
      return false;
    }
    publish(due, 0);
    return true;
  }

  @Override
  public void flush() {
    outlet.flush();
  }

  private int nextChannel() {
    int channels = plan.crowd().channels();
    return bound ? channel() : (int) ((number + tickets * plan.traffic().publishers()) % channels);
  }

  private void publish(long due, int hear) {
    int channel = nextChannel();
    OutLane lane =
        lanes.computeIfAbsent(channel, one -> new OutLane(one, plan.crowd().channelName(one)));
    long ticket = ++tickets;
    message.clear();
    Marker.write(
        message, plan.traffic().size(), plan.share().run(), number, channel, ++lane.last, due);
    open.put(ticket, new Ticket(lane, lane.last, due, hear));
    share.tally().onSent(share.now());
    outlet.publish(ticket, lane.name, message);
  }

  @Override
  public void onReady() {
    patience.cancel(false);
    settled();
    pumpSoon();
  }

  @Override
  public void onAccepted(long ticket) {
    Ticket accepted = open.remove(ticket);
    if (accepted != null && outlet.isAcknowledged()) {
      share.tally().onAccepted(accepted.due, share.now());
    }
    if (pacer != null) {
      return;
    }
    if (accepted != null && accepted.hear == 0) {
      window.giveBack(1); // nobody else does
    }
    pumpSoon();
  }

  @Override
  public void onRefused(long ticket, String why) {
    Ticket refused = open.remove(ticket);
    if (refused != null) {
      doubt(refused, why);
    }
    if (pacer == null && active) {
      share.loop().schedule(window::wake, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void onEnd(String why) {
    patience.cancel(false);
    giveUp(why);
    if (!closed) {
      share.tally().onFailed("publisher " + why, onSettled != null, share.now());
      settled();
      share.loop().schedule(window::wake, RETRY_MILLIS, TimeUnit.MILLISECONDS);
      share.loop().schedule(this::redial, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  // Nobody will say any more whether these were taken.
  private void giveUp(String why) {
    new TreeMap<>(open).values().forEach(ticket -> doubt(ticket, why));
    open.clear();
  }

  private void doubt(Ticket ticket, String why) {
    ticket.lane.unsure.add(ticket.sequence);
    share.tally().onRefused(why, share.now());
    if (pacer == null) {
      window.refused(ticket.lane.channel, ticket.hear);
    }
  }

  private void redial() {
    if (!closed) {
      connect();
    }
  }

  private void settled() {
    Runnable first = onSettled;
    onSettled = null;
    if (first != null) {
      first.run();
    }
  }

  boolean isAnswered() {
    return open.isEmpty();
  }

  /** What it has sent; what was not answered yet counts as unsure. */
  List<Sent.Lane> sent() {
    giveUp("a publish was never answered");
    return lanes.values().stream().map(lane -> lane.sent(number)).toList();
  }

  void close() {
    closed = true;
    if (patience != null) {
      patience.cancel(false);
    }
    end();
    outlet.close();
  }
}
