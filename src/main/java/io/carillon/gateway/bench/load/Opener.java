package io.carillon.gateway.bench.load;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Begins the connections of one loop: so many at once, so many in a second. Those that were lost
 * come back through it after a pause that grows and is never the same. Confined to the loop.
 */
final class Opener {
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final EventLoop loop;
  private final Clock clock;
  private final int limit;
  private final double pauseNanos;
  private final Deque<Member> waiting = new ArrayDeque<>();

  private int underWay;
  private double next;
  private boolean scheduled;
  private boolean closed;

  /**
   * @param limit under way at once
   * @param rate begun in a second; 0 for as many as go
   */
  Opener(EventLoop loop, Clock clock, int limit, double rate) {
    this.loop = loop;
    this.clock = clock;
    this.limit = limit;
    this.pauseNanos = rate == 0 ? 0 : 1e9 / rate;
  }

  void add(Member member) {
    waiting.add(member);
  }

  /** Begins what may begin now. */
  void pump() {
    while (!closed && underWay < limit && !waiting.isEmpty()) {
      long now = clock.now();
      if (pauseNanos > 0 && now < next) {
        later((long) next - now);
        return;
      }
      next = Math.max(next, now - pauseNanos) + pauseNanos;
      underWay++;
      waiting.remove().dial(now);
    }
  }

  private void later(long nanos) {
    if (!scheduled) {
      scheduled = true;
      loop.schedule(
          () -> {
            scheduled = false;
            pump();
          },
          nanos,
          TimeUnit.NANOSECONDS);
    }
  }

  /** One of those under way hears, or has failed. */
  void settled() {
    underWay--;
    if (!waiting.isEmpty()) {
      later(0); // not from within what happens to the one before
    }
  }

  /** Brings one back in a while. */
  void addLater(Member member) {
    long most =
        Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(member.attempts(), 6));
    long pause = most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
    loop.schedule(
        () -> {
          add(member);
          pump();
        },
        pause,
        TimeUnit.MILLISECONDS);
  }

  /** Forgets those that have not begun; returns how many never had. */
  int cancel() {
    int cancelled = (int) waiting.stream().filter(member -> !member.hasOpened()).count();
    waiting.removeIf(member -> !member.hasOpened());
    return cancelled;
  }

  void close() {
    closed = true;
    waiting.clear();
  }
}
