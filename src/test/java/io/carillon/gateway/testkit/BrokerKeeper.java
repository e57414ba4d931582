package io.carillon.gateway.testkit;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.GatewayException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A broker, asked for its streams. */
record BrokerKeeper(NodeAddress node, Broker broker, Retention retention) implements Keeper {
  private static final int PATIENCE_SECONDS = 20;

  @Override
  public StreamPosition position(String channel) {
    try {
      return read(channel, HistoryQuery.POSITION).top();
    } catch (GatewayException away) {
      return null;
    }
  }

  @Override
  public Kept kept(String channel) {
    History all = read(channel, new HistoryQuery(HistoryQuery.ALL, null, false));
    List<SentNumber.Payload> payloads = new ArrayList<>();
    long first = 0;
    for (Publication one : all.publications()) {
      first = payloads.isEmpty() ? one.offset() : first;
      if (one.offset() != first + payloads.size()) {
        throw new AssertionError(node + " keeps a hole in " + channel + " before " + one);
      }
      payloads.add(SentNumber.Payload.of(new JsonObject(Buffer.buffer(one.data().bytes()))));
    }
    return new Kept(all.top().epoch(), all.top().offset(), first, payloads);
  }

  private History read(String channel, HistoryQuery query) {
    try {
      return broker
          .history(new Channel(channel), retention, query)
          .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException silent) {
      throw new AssertionError(node + " does not answer", silent);
    }
  }

  @Override
  public String toString() {
    return node.toString();
  }
}
