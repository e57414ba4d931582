package io.carillon.gateway.bench.load;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Lets messages flow on one side after the other, so that whatever the machine does otherwise does
 * it to both; one that is alone has all turns. Confined to a loop.
 */
final class Turns {
  private static final long MOST_MILLIS = 1_000;
  private static final int LEAST_TURNS = 10;

  /** Between turns, for what is still under way. */
  private static final long REST_MILLIS = 20;

  private final List<Side> sides;
  private final EventLoop loop;
  private final long turnMillis;

  private int turn;
  private boolean flowing;
  private ScheduledFuture<?> timer;

  Turns(List<Side> sides, EventLoop loop, long durationMillis) {
    this.sides = sides;
    this.loop = loop;
    this.turnMillis = Math.max(1, Math.min(MOST_MILLIS, durationMillis / LEAST_TURNS));
  }

  void begin() {
    sides.get(turn % sides.size()).begin();
    flowing = true;
    if (sides.size() > 1) {
      timer = loop.schedule(this::rest, turnMillis, TimeUnit.MILLISECONDS);
    }
  }

  private void rest() {
    sides.get(turn++ % sides.size()).end();
    flowing = false;
    timer = loop.schedule(this::begin, REST_MILLIS, TimeUnit.MILLISECONDS);
  }

  CompletableFuture<?> end() {
    if (timer != null) {
      timer.cancel(false);
    }
    return flowing ? sides.get(turn % sides.size()).end() : CompletableFuture.completedFuture(null);
  }
}
