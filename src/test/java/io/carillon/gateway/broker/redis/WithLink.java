package io.carillon.gateway.broker.redis;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.broker.BrokerListener;
import io.carillon.gateway.testkit.ForwardingBroker;
import io.vertx.core.Future;

/** A broker that opens its way to Redis and ends it, as whoever joins the nodes does. */
final class WithLink extends ForwardingBroker {
  private final RedisLink link;

  WithLink(RedisLink link, Broker broker) {
    super(broker);
    this.link = link;
  }

  @Override
  public Future<Void> start(BrokerListener listener) {
    return link.open().compose(opened -> super.start(listener));
  }

  @Override
  public Future<Void> close() {
    return super.close().eventually(link::close);
  }
}
