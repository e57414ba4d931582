package io.carillon.gateway.admission;

import io.carillon.gateway.config.AdmissionConfig;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who wait to be let in on one event loop: who recovers before newcomers, each in the order
 * they came. That somebody recovers is what it says itself: so now and then a newcomer is let in
 * before it, and neither kind may take all seats. Bounded in number and in time; has a timer while
 * somebody waits. Confined to its loop but for what says otherwise.
 */
final class WaitingRoom {
  private static final Logger LOG = LoggerFactory.getLogger(WaitingRoom.class);
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);

  /** Of the room, for each kind; the rest is for the other. */
  private static final double SHARE = 0.75;

  /** Of so many who are let in while both kinds wait, one is a newcomer. */
  private static final int TURNS = 4;

  private final EventLoop loop;
  private final AdmissionMetrics metrics;
  private final long patienceNanos;
  private final int seats;
  private final Pace pace;
  private final Appointments appointments;
  private final Expected expected = new Expected();
  private final Queue recovering = new Queue();
  private final Queue newcomers = new Queue();
  private int turn;
  private boolean ticking;
  private long ticked;

  /**
   * @param loops of the node, which share what is configured
   */
  WaitingRoom(EventLoop loop, AdmissionConfig config, int loops, AdmissionMetrics metrics) {
    this.loop = loop;
    this.metrics = metrics;
    this.patienceNanos = config.patience().toNanos();
    this.seats = Math.max(1, config.waiting() / loops);
    long now = System.nanoTime();
    this.pace = new Pace(config, loops, now);
    this.appointments = new Appointments(now);
  }

  Expected expected() {
    return expected;
  }

  /** Lets somebody in at once, unless others wait already, or too many have just come. */
  boolean admitsNow() {
    if (isEmpty() && pace.take(System.nanoTime())) {
      metrics.admitted();
      return true;
    }
    return false;
  }

  /** Has somebody wait; without a seat it is turned away at once. */
  void await(boolean first, Arrival arrival) {
    long now = System.nanoTime();
    Queue queue = first ? recovering : newcomers;
    if (waiting() >= seats() || queue.size >= (int) Math.ceil(SHARE * seats())) {
      turnAway(arrival, AdmissionMetrics.Refused.FULL);
      return;
    }
    metrics.delayed(first);
    queue.add(new Seat(arrival, now + patienceNanos));
    if (!ticking) {
      ticking = true;
      ticked = now;
      schedule();
    }
  }

  /** Whether there will be no seat for whoever shakes hands now. */
  boolean isCrowded() {
    return !isEmpty() && waiting() + expected.count(System.nanoTime()) >= seats();
  }

  // Nobody waits in vain: there are as many as can be let in in time.
  private int seats() {
    return (int) Math.max(1, Math.min(seats, pace.perSecond() * patienceNanos / 1e9));
  }

  /** In how many seconds one more may come back. */
  int comeBack() {
    return appointments.next(System.nanoTime(), pace.perSecond());
  }

  private boolean isEmpty() {
    return recovering.size == 0 && newcomers.size == 0;
  }

  private int waiting() {
    return recovering.size + newcomers.size;
  }

  /** How many of those who recover, or of the others, wait; from any thread. */
  int waiting(boolean first) {
    return first ? recovering.size : newcomers.size;
  }

  /** How many are let in a second; from any thread. */
  double perSecond() {
    return pace.perSecond();
  }

  private void schedule() {
    loop.schedule(this::tick, TICK, TimeUnit.NANOSECONDS);
  }

  // How late it is has in it what was done for those who were let in last.
  private void tick() {
    long now = System.nanoTime();
    pace.observe(now - ticked - TICK, now);
    ticked = now;
    for (Queue next = next(); next.peek() != null && pace.take(now); next = next()) {
      turn++;
      Seat seat = next.poll();
      metrics.admitted();
      tell(seat.arrival.admit());
    }
    expire(recovering, now);
    expire(newcomers, now);
    ticking = !isEmpty();
    if (ticking) {
      schedule();
    }
  }

  private Queue next() {
    boolean newcomer = turn % TURNS == TURNS - 1 && newcomers.peek() != null;
    return newcomer || recovering.peek() == null ? newcomers : recovering;
  }

  private void expire(Queue queue, long now) {
    for (Seat seat = queue.peek(); seat != null && seat.until - now <= 0; seat = queue.peek()) {
      queue.poll();
      turnAway(seat.arrival, AdmissionMetrics.Refused.PATIENCE);
    }
  }

  private void turnAway(Arrival arrival, AdmissionMetrics.Refused why) {
    metrics.refused(why);
    tell(() -> arrival.turnAway().accept(comeBack()));
  }

  // A timer that throws would never tick again, for anybody.
  private static void tell(Runnable what) {
    try {
      what.run();
    } catch (RuntimeException bug) {
      LOG.error("arrival failed", bug);
    }
  }

  private record Seat(Arrival arrival, long until) {}

  /** First come, first served; who has left is not there. */
  private static final class Queue {
    private final Deque<Seat> seats = new ArrayDeque<>();

    /** Those who have left and were not noticed yet included. */
    private volatile int size;

    void add(Seat seat) {
      seats.add(seat);
      size = seats.size();
    }

    Seat peek() {
      while (!seats.isEmpty() && seats.peek().arrival.isGone().getAsBoolean()) {
        poll();
      }
      return seats.peek();
    }

    Seat poll() {
      Seat seat = seats.poll();
      size = seats.size();
      return seat;
    }
  }
}
