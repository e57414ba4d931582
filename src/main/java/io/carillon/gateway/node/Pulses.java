package io.carillon.gateway.node;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the event loops of this node answer: each has a timer of its own, and looks after the
 * others. One per node; callable from any thread.
 */
final class Pulses {
  private static final Logger LOG = LoggerFactory.getLogger(Pulses.class);
  private static final Duration SILENCE = Duration.ofSeconds(10);
  private static final long TICK_MILLIS = 250;

  private final long silenceNanos;
  private final Runnable each;
  private final List<Pulse> pulses = new CopyOnWriteArrayList<>();

  /** Loops that the log says do not answer. */
  private final Set<Pulse> told = ConcurrentHashMap.newKeySet();

  /**
   * @param each done at each tick of each loop
   */
  Pulses(Runnable each) {
    this(SILENCE, each);
  }

  /**
   * @param silence after which a loop counts as stuck
   */
  Pulses(Duration silence, Runnable each) {
    this.silenceNanos = silence.toNanos();
    this.each = each;
  }

  /** Watches a loop until {@link Pulse#stop}; to be called on it. */
  Pulse begin(EventLoop loop) {
    Pulse pulse = new Pulse(loop, Thread.currentThread().getName());
    pulses.add(pulse);
    return pulse;
  }

  /** A line for each loop that does not answer; none when all do. */
  List<String> stuck() {
    long now = System.nanoTime();
    return pulses.stream()
        .filter(pulse -> now - pulse.last > silenceNanos)
        .map(pulse -> pulse.name + " has not answered for " + (now - pulse.last) / 1_000_000 + "ms")
        .toList();
  }

  private void lookAfterOthers(long now) {
    for (Pulse pulse : pulses) {
      if (now - pulse.last > silenceNanos && told.add(pulse)) {
        LOG.error("event loop does not answer loop={}", pulse.name);
      }
    }
  }

  /** Of one loop. */
  final class Pulse {
    private final String name;
    private final ScheduledFuture<?> timer;
    private volatile long last = System.nanoTime();

    private Pulse(EventLoop loop, String name) {
      this.name = name;
      timer = loop.scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Watches it no longer. */
    void stop() {
      timer.cancel(false);
      pulses.remove(this);
    }

    private void tick() {
      long now = System.nanoTime();
      long silent = now - last;
      last = now;
      if (silent > silenceNanos) {
        told.remove(this);
        LOG.warn("event loop stood still loop={} millis={}", name, silent / 1_000_000);
      } else if (silent < silenceNanos / 2) {
        lookAfterOthers(now); // else all of them stood still, and are about to go on
      }
      each.run();
    }
  }
}
