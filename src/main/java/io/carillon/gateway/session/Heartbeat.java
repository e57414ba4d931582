package io.carillon.gateway.session;

import io.carillon.gateway.config.SessionsConfig;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One timer for all sessions of a loop: a wheel that turns once per ping interval. At each tick one
 * slot is pinged, and the slot that was pinged a pong timeout ago is looked at. Confined to its
 * loop.
 */
public final class Heartbeat {
  private static final Duration LONGEST_TICK = Duration.ofSeconds(1);
  private static final int TICKS_PER_TIMEOUT = 8;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final List<List<Session>> slots = new ArrayList<>();
  private final Map<Session, Long> connectDeadlines = new LinkedHashMap<>();
  private final Terms terms = new Terms(System::currentTimeMillis);
  private final Terms waits = new Terms(() -> System.nanoTime() / NANOS_PER_MILLI);
  private final long connectNanos;
  private final int pongTicks;
  private final ScheduledFuture<?> timer;
  private int now;

  /** Starts to tick on {@code loop}, until {@link #stop}. */
  public Heartbeat(EventLoop loop, SessionsConfig limits) {
    long tick = tickNanos(limits);
    int count = (int) Math.max(2, ticks(limits.pingInterval(), tick));
    for (int i = 0; i < count; i++) {
      slots.add(new ArrayList<>());
    }
    connectNanos = limits.connectTimeout().toNanos();
    pongTicks = (int) Math.min(count - 1, ticks(limits.pongTimeout(), tick));
    timer = loop.scheduleAtFixedRate(this::tick, tick, tick, TimeUnit.NANOSECONDS);
  }

  /** Ends the ticking. */
  public void stop() {
    timer.cancel(false);
  }

  /** What ends at a date on this loop, in milliseconds since 1970. */
  Terms terms() {
    return terms;
  }

  /** What ends some time from now, whatever the clock is set to meanwhile. */
  Terms waits() {
    return waits;
  }

  /** The session has to connect in time; one that has to already gets no more of it. */
  void expectConnect(Session session) {
    connectDeadlines.putIfAbsent(session, System.nanoTime() + connectNanos);
  }

  /**
   * Pings the session from now on. The first ping comes after some part of the interval, so that
   * pings are spread.
   */
  void add(Session session) {
    connectDeadlines.remove(session);
    session.beatSlot = ThreadLocalRandom.current().nextInt(slots.size());
    List<Session> slot = slots.get(session.beatSlot);
    session.beatIndex = slot.size();
    slot.add(session);
  }

  /** Those that have not connected yet; a copy. */
  List<Session> unconnected() {
    return List.copyOf(connectDeadlines.keySet());
  }

  /** How many slots there are; each registered session is in the same one for all of its life. */
  int slots() {
    return slots.size();
  }

  /** The sessions of a slot; as they are now. */
  List<Session> slot(int index) {
    return slots.get(index);
  }

  void remove(Session session) {
    connectDeadlines.remove(session);
    if (session.beatSlot >= 0) {
      List<Session> slot = slots.get(session.beatSlot);
      Session last = slot.remove(slot.size() - 1);
      if (last != session) {
        slot.set(session.beatIndex, last);
        last.beatIndex = session.beatIndex;
      }
      session.beatSlot = -1;
    }
  }

  private void tick() {
    now = (now + 1) % slots.size();
    // Copies: whoever is found dead leaves its slot meanwhile.
    List.copyOf(slots.get(Math.floorMod(now - pongTicks, slots.size())))
        .forEach(session -> tell(session, Session::onPongDue));
    List.copyOf(slots.get(now)).forEach(session -> tell(session, Session::onPingDue));
    terms.run();
    waits.run();
    Iterator<Map.Entry<Session, Long>> eldest = connectDeadlines.entrySet().iterator();
    while (eldest.hasNext()) {
      Map.Entry<Session, Long> entry = eldest.next();
      if (entry.getValue() - System.nanoTime() > 0) {
        break;
      }
      eldest.remove();
      tell(entry.getKey(), Session::onConnectDue);
    }
  }

  // A timer that throws would never tick again, for anybody.
  private static void tell(Session session, Consumer<Session> what) {
    try {
      what.accept(session);
    } catch (RuntimeException bug) {
      session.onBug(bug);
    }
  }

  private static long ticks(Duration time, long tick) {
    return (time.toNanos() + tick - 1) / tick;
  }

  private static long tickNanos(SessionsConfig limits) {
    long shortest =
        Math.min(
            limits.pongTimeout().toNanos(),
            Math.min(limits.pingInterval().toNanos(), limits.connectTimeout().toNanos()));
    return Math.min(
        LONGEST_TICK.toNanos(), Math.max(NANOS_PER_MILLI, shortest / TICKS_PER_TIMEOUT));
  }
}
