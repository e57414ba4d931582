package io.carillon.gateway.broker.embedded;

import io.carillon.gateway.broker.embedded.state.AppendBatch;
import io.carillon.gateway.broker.embedded.state.Appended;
import io.carillon.gateway.broker.embedded.state.ChannelState;
import io.carillon.gateway.broker.embedded.state.WhoListens;
import io.carillon.gateway.broker.stream.Draft;
import io.carillon.gateway.broker.stream.Epochs;
import io.carillon.gateway.broker.stream.Lanes;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.StreamPosition;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings what this node publishes to the owners of the channels, and from there to those who
 * listen. Confined to one loop.
 */
final class Publishing implements Lanes.Carrier {
  private final long self;
  private final Owners<ChannelState> owners;
  private final InstantSource clock;
  private final Delivery delivery;
  private long lastSequence;

  /**
   * @param delivery takes what has its place, to those who listen
   */
  Publishing(long self, Owners<ChannelState> owners, InstantSource clock, Delivery delivery) {
    this.self = self;
    this.owners = owners;
    this.clock = clock;
    this.delivery = delivery;
  }

  @Override
  public Future<List<StreamPosition>> carry(Channel channel, List<Lanes.Item> batch) {
    List<Draft> drafts =
        batch.stream().filter(Lanes.Item::needsPlace).map(Lanes.Item::draft).toList();
    long now = clock.millis();
    if (drafts.isEmpty()) {
      return owners
          .ask(channel.name(), new WhoListens())
          .map(listeners -> deliver(channel, batch, null, listeners, now));
    }
    return owners
        .ask(channel.name(), new AppendBatch(self, ++lastSequence, now, Epochs.next(), drafts))
        .map(appended -> deliver(channel, batch, appended, appended.listeners(), now));
  }

  private List<StreamPosition> deliver(
      Channel channel, List<Lanes.Item> batch, Appended appended, long[] listeners, long now) {
    List<ChannelEvent> events = new ArrayList<>(batch.size());
    List<StreamPosition> positions = new ArrayList<>(batch.size());
    int place = 0;
    for (Lanes.Item item : batch) {
      StreamPosition position = StreamPosition.NONE;
      boolean isNew = true;
      if (item.needsPlace()) {
        position = appended.position(place);
        isNew = !appended.isRepeated(place);
        place++;
      }
      positions.add(position);
      if (isNew) {
        events.add(item.event(channel, position.offset(), now));
      }
    }
    if (!events.isEmpty()) {
      delivery.deliver(channel, appended == null ? "" : appended.epoch(), events, listeners);
    }
    return positions;
  }

  /** Where events go that have their place. */
  @FunctionalInterface
  interface Delivery {
    /**
     * Brings events to those who listen, in order.
     *
     * @param epoch of the offsets among them; empty when there are none
     * @param listeners ids of nodes, the dead among them; not to be changed
     */
    void deliver(Channel channel, String epoch, List<ChannelEvent> events, long[] listeners);
  }
}
