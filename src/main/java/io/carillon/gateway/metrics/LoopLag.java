package io.carillon.gateway.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * How late the timers of event loops are: what a loop is asked to do waits that long, too. Each
 * loop measures itself, ten times a second.
 */
public final class LoopLag {
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Timings timings =
      new Timings("carillon_loop_lag", "How late a timer of an event loop was");

  LoopLag(PrometheusMeterRegistry registry) {
    registry.getPrometheusRegistry().register(timings);
  }

  /** Measures a loop until it ends. */
  public void watch(EventLoop loop) {
    new Watch(loop, timings.open()).next();
  }

  Timings timings() {
    return timings;
  }

  /** Confined to its loop. */
  private static final class Watch implements Runnable {
    private final EventLoop loop;
    private final TimeCell lag;
    private long due;

    Watch(EventLoop loop, TimeCell lag) {
      this.loop = loop;
      this.lag = lag;
    }

    // Not at a fixed rate: after a stall that would catch up with as many turns that are late too.
    void next() {
      due = System.nanoTime() + PERIOD_NANOS;
      if (!loop.isShuttingDown()) {
        loop.schedule(this, PERIOD_NANOS, TimeUnit.NANOSECONDS);
      }
    }

    @Override
    public void run() {
      lag.record(System.nanoTime() - due, 1);
      next();
    }
  }
}
