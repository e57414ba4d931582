package io.carillon.gateway.metrics;

import io.carillon.gateway.session.ClientMetrics;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** The connections of one kind that came by one route. From any thread. */
public final class Connections implements ClientMetrics {
  private final Flow flow = new Flow();
  private final Flow ofKind;
  private final Consumer<Connections> onOpen;
  private final IntConsumer endings;

  /**
   * @param ofKind what connections of all routes are counted with, too
   * @param onOpen told of this with each connection
   * @param endings told the code of each ending
   */
  Connections(Flow ofKind, Consumer<Connections> onOpen, IntConsumer endings) {
    this.ofKind = ofKind;
    this.onOpen = onOpen;
    this.endings = endings;
  }

  @Override
  public void opened() {
    flow.open();
    ofKind.open();
    onOpen.accept(this);
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
