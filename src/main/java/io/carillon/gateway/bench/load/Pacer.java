package io.carillon.gateway.bench.load;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends at a fixed rate, whatever the server does: what could not be sent in time is sent as soon
 * as it can be, with the time at which it was due. Confined to a loop.
 */
final class Pacer {
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** In one turn of the loop, so that it gets to read as well. */
  private static final int MOST_AT_ONCE = 256;

  private final EventLoop loop;
  private final Clock clock;
  private final double pauseNanos;
  private final Sender sender;

  private double due;
  private ScheduledFuture<?> timer;
  private boolean running;

  /**
   * @param rate in a second; positive
   */
  Pacer(EventLoop loop, Clock clock, double rate, Sender sender) {
    this.loop = loop;
    this.clock = clock;
    this.pauseNanos = 1e9 / rate;
    this.sender = sender;
  }

  /** Whoever sends. */
  interface Sender {
    /** Sends what was due then; false when it cannot now. */
    boolean send(long due);

    /** What was sent may go. */
    void flush();
  }

  /**
   * @param phase how far into its first pause it sends first, from 0 to 1, so that many do not send
   *     at once
   */
  void start(double phase) {
    running = true;
    due = clock.now() + phase * pauseNanos;
    turn();
  }

  private void turn() {
    if (!running) {
      return;
    }
    boolean stuck = false;
    long now = clock.now();
    for (int sent = 0; due <= now && sent < MOST_AT_ONCE && !stuck; sent++) {
      stuck = !sender.send((long) due);
      due += stuck ? 0 : pauseNanos;
    }
    sender.flush();
    long pause = stuck ? RETRY_NANOS : Math.max(0, (long) due - clock.now());
    timer = loop.schedule(this::turn, pause, TimeUnit.NANOSECONDS);
  }

  void stop() {
    running = false;
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
