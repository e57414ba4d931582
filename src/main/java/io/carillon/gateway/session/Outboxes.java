package io.carillon.gateway.session;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Tells once a second what waits for the clients of one loop. Confined to it. */
public final class Outboxes {
  private final ScheduledFuture<?> timer;

  /** Begins, until {@link #stop}. */
  public Outboxes(LoopServices services, OutboxMetrics metrics) {
    timer =
        services
            .shard()
            .loop()
            .scheduleAtFixedRate(
                () -> services.sessions().laggards().tell(metrics), 1, 1, TimeUnit.SECONDS);
  }

  /** Tells no more. */
  public void stop() {
    timer.cancel(false);
  }
}
