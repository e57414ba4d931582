package io.carillon.gateway.testkit;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** A real broker whose next subscribe can be made to wait, or to fail. */
public final class ControlledBroker extends ForwardingBroker {
  private volatile Promise<Void> held;

  public ControlledBroker(Broker real) {
    super(real);
  }

  /** The next subscribe ends when the promise does. */
  public Promise<Void> holdSubscribe() {
    held = Promise.promise();
    return held;
  }

  @Override
  public Future<Void> subscribe(Channel channel, Retention retention) {
    Promise<Void> next = held;
    held = null;
    return next == null
        ? super.subscribe(channel, retention)
        : next.future().compose(released -> super.subscribe(channel, retention));
  }
}
