package io.carillon.gateway.metrics;

import io.carillon.gateway.session.ClientMetrics;
import java.util.function.IntConsumer;

/** The connections of one kind that came by one route. From any thread. */
public final class Connections implements ClientMetrics {
  private final Flow flow = new Flow();
  private final Flow ofKind;
  private final IntConsumer endings;

  /**
   * @param ofKind what connections of all routes are counted with, too
   * @param endings told the code of each ending
   */
  Connections(Flow ofKind, IntConsumer endings) {
    this.ofKind = ofKind;
    this.endings = endings;
  }

  @Override
  public void opened() {
    flow.open();
    ofKind.open();
  }

  @Override
  public void closed(int code) {
    flow.close();
    ofKind.close();
    endings.accept(code);
  }

  @Override
  public void slow() {
    flow.slow();
    ofKind.slow();
  }

  Flow flow() {
    return flow;
  }
}
