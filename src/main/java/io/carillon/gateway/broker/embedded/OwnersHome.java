package io.carillon.gateway.broker.embedded;

import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.broker.embedded.state.ChannelState;
import io.carillon.gateway.broker.embedded.state.LeaveChannel;
import io.carillon.gateway.broker.embedded.state.VisitChannel;
import io.carillon.gateway.broker.embedded.state.Visited;
import io.carillon.gateway.broker.stream.Epochs;
import io.carillon.gateway.broker.stream.Home;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.StreamPosition;
import io.vertx.core.Future;
import java.time.InstantSource;

/** Tells the owners of channels that this node listens. Confined to one loop. */
record OwnersHome(long self, Owners<ChannelState> owners, InstantSource clock) implements Home {
  @Override
  public Future<History> visit(
      Channel channel, Retention retention, StreamPosition heard, int limit) {
    VisitChannel visit =
        new VisitChannel(self, retention, heard, limit, Epochs.next(), clock.millis());
    return owners.askFirst(channel.name(), visit).map(Visited::history);
  }

  @Override
  public Future<Void> leave(Channel channel) {
    return owners.askFirst(channel.name(), new LeaveChannel(self, clock.millis())).mapEmpty();
  }
}
