package io.carillon.gateway.broker.redis;

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

/** A broker that opens its way to Redis and ends it, as whoever joins the nodes does. */
record WithLink(RedisLink link, Broker broker) implements Broker {
  @Override
  public Future<Void> start(BrokerListener listener) {
    return link.open().compose(v -> broker.start(listener));
  }

  @Override
  public Future<StreamPosition> publish(Channel channel, Payload data, PublishOptions options) {
    return broker.publish(channel, data, options);
  }

  @Override
  public Future<Void> announce(ChannelEvent event) {
    return broker.announce(event);
  }

  @Override
  public Future<Void> subscribe(Channel channel, Retention retention) {
    return broker.subscribe(channel, retention);
  }

  @Override
  public Future<Void> unsubscribe(Channel channel) {
    return broker.unsubscribe(channel);
  }

  @Override
  public Future<History> history(Channel channel, Retention retention, HistoryQuery query) {
    return broker.history(channel, retention, query);
  }

  @Override
  public Future<Void> removeHistory(Channel channel) {
    return broker.removeHistory(channel);
  }

  @Override
  public Future<Void> close() {
    return broker.close().eventually(link::close);
  }
}
