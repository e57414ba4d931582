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

/** Hands everything on to a real broker, but for what a test does otherwise. */
public abstract class ForwardingBroker implements Broker {
  private final Broker real;

  protected ForwardingBroker(Broker real) {
    this.real = real;
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
  public Future<Void> subscribe(Channel channel, Retention retention) {
    return real.subscribe(channel, retention);
  }

  @Override
  public Future<Void> hears(Channel channel) {
    return real.hears(channel);
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
  public Future<Long> time(Channel channel) {
    return real.time(channel);
  }

  @Override
  public Future<Void> close() {
    return real.close();
  }
}
