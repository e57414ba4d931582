package io.carillon.gateway.broker.embedded.state;

import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.broker.stream.EventBytes;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.StreamPosition;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A node listens to a channel and says how far it has heard: its interest is recorded, if it was
 * not, and what it missed is answered. A stream that stands before what the node has heard has lost
 * publications with their owner: it begins another epoch, so that no offset is given twice.
 */
public final class VisitChannel extends ChannelStep<Visited> {
  private long node;
  private Retention retention;
  private StreamPosition heard;
  private int limit;
  private String newEpoch;
  private long nowMillis;

  /** To be read into. */
  VisitChannel() {}

  /**
   * A visit.
   *
   * @param node that listens; 0 to only begin the stream
   * @param heard the last that the node has heard; {@link StreamPosition#NONE} for nothing
   * @param limit publications to be answered, at most
   * @param newEpoch should the stream begin, or begin anew
   */
  public VisitChannel(
      long node,
      Retention retention,
      StreamPosition heard,
      int limit,
      String newEpoch,
      long nowMillis) {
    this.node = node;
    this.retention = retention;
    this.heard = heard;
    this.limit = limit;
    this.newEpoch = newEpoch;
    this.nowMillis = nowMillis;
  }

  @Override
  Visited run(Channel channel, ChannelState state, Change change) {
    if (node != 0) {
      change.noteIf(state.listen(node, nowMillis));
    }
    if (!retention.keeps()) {
      return new Visited();
    }
    change.noteIf(state.stream() == null);
    Stream stream = state.beginStream(retention, newEpoch, nowMillis);
    if (heard.epoch().equals(stream.epoch()) && heard.offset() > stream.lastOffset()) {
      stream.renew(newEpoch);
      change.note();
    }
    boolean same = heard.epoch().equals(stream.epoch());
    return new Visited(stream.read(HistoryQuery.after(heard, same ? limit : 0), nowMillis));
  }

  @Override
  void write(DataOutput out) throws IOException {
    out.writeLong(node);
    Stream.writeRetention(retention, out);
    EventBytes.writeText(heard.epoch(), out);
    out.writeLong(heard.offset());
    out.writeInt(limit);
    EventBytes.writeText(newEpoch, out);
    out.writeLong(nowMillis);
  }

  @Override
  void read(DataInput in) throws IOException {
    node = in.readLong();
    retention = Stream.readRetention(in);
    heard = new StreamPosition(EventBytes.readText(in), in.readLong());
    limit = in.readInt();
    newEpoch = EventBytes.readText(in);
    nowMillis = in.readLong();
  }

  @Override
  public int getClassId() {
    return StateFactory.VISIT_CHANNEL;
  }
}
