package io.carillon.gateway.broker.embedded;

import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.broker.embedded.state.ChannelState;
import io.carillon.gateway.broker.embedded.state.ClearChannel;
import io.carillon.gateway.broker.embedded.state.ReadChannel;
import io.carillon.gateway.broker.embedded.state.VisitChannel;
import io.carillon.gateway.broker.embedded.state.Visited;
import io.carillon.gateway.broker.stream.Epochs;
import io.carillon.gateway.broker.stream.Gate;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.StreamPosition;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.InstantSource;

/**
 * What is asked of the streams of channels, so much at a time. Confined to the loop of its {@link
 * Owners}.
 */
final class Histories {
  private static final int MOST_READS = 512;

  private final Owners<ChannelState> owners;
  private final InstantSource clock;
  private final Gate reads = new Gate(MOST_READS);

  Histories(Owners<ChannelState> owners, InstantSource clock) {
    this.owners = owners;
    this.clock = clock;
  }

  /**
   * Reads a stream, which begins with that if it has to.
   *
   * @param retention of a channel that keeps a history
   */
  Future<History> read(Channel channel, Retention retention, HistoryQuery query) {
    Promise<History> read = Promise.promise();
    reads.enter(() -> ask(channel, retention, query).onComplete(read));
    return read.future().onComplete(any -> reads.leave());
  }

  /** Drops what a stream keeps. */
  Future<Void> clear(Channel channel) {
    return owners.ask(channel.name(), new ClearChannel());
  }

  private Future<History> ask(Channel channel, Retention retention, HistoryQuery query) {
    return owners
        .ask(channel.name(), new ReadChannel(query, clock.millis()))
        .compose(
            found ->
                found == null
                    ? begin(channel, retention)
                    : Future.succeededFuture(found.history()));
  }

  private Future<History> begin(Channel channel, Retention retention) {
    VisitChannel visit =
        new VisitChannel(0, retention, StreamPosition.NONE, 0, Epochs.next(), clock.millis());
    return owners.ask(channel.name(), visit).map(Visited::history);
  }
}
