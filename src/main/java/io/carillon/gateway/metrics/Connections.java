package io.carillon.gateway.metrics;

import io.carillon.gateway.session.ClientMetrics;
import java.util.concurrent.atomic.LongAdder;

/** The connections of one kind that came by one route. From any thread. */
public final class Connections implements ClientMetrics {
  private final ConnectionFigures figures;
  private final String kind;
  private final LongAdder opened = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder slow = new LongAdder();

  Connections(ConnectionFigures figures, String kind) {
    this.figures = figures;
    this.kind = kind;
  }

  @Override
  public void opened() {
    opened.increment();
  }

  @Override
  public void closed(int code) {
    closed.increment();
    figures.ended(kind, code);
  }

  @Override
  public void slow() {
    slow.increment();
  }

  long openedCount() {
    return opened.sum();
  }

  long closedCount() {
    return closed.sum();
  }

  long slowCount() {
    return slow.sum();
  }

  /** Those that are there now. */
  long open() {
    long gone =
        closed.sum(); // read first: else one that comes and goes meanwhile makes it negative
    return Math.max(0, opened.sum() - gone);
  }
}
