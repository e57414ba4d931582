package io.carillon.gateway.testkit;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.broker.BrokerListener;
import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.StreamPosition;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** A real broker whose next subscribe can be made to wait, or to fail. */
public final class ControlledBroker implements Broker {
  private final Broker real;
  private volatile Promise<Void> held;

  public ControlledBroker(Broker real) {
    this.real = real;
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
        ? real.subscribe(channel, retention)
        : next.future().compose(released -> real.subscribe(channel, retention));
  }

  @Override
  public Future<Void> hears(Channel channel) {
    return real.hears(channel);
  }

  @Override
  public Future<Void> start(BrokerListener listener) {
    return real.start(listener);
  }

  @Override
  public Future<StreamPosition> publish(Channel channel, Payload data, PublishOptions options) {
    return real.publish(channel, data, options);
  }

  @Override
  public Future<Void> announce(ChannelEvent event) {
    return real.announce(event);
  }

  @Override
  public Future<Void> unsubscribe(Channel channel) {
    return real.unsubscribe(channel);
  }

  @Override
  public Future<History> history(Channel channel, Retention retention, HistoryQuery query) {
    return real.history(channel, retention, query);
  }

  @Override
  public Future<Void> removeHistory(Channel channel) {
    return real.removeHistory(channel);
  }

  @Override
  public Future<Void> close() {
    return real.close();
  }
}
