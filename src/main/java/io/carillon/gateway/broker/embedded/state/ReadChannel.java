package io.carillon.gateway.broker.embedded.state;

import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.broker.stream.EventBytes;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.StreamPosition;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Reads a part of a stream; answers null when there is none. */
public final class ReadChannel extends ReadStep<Visited> {
  private HistoryQuery query;
  private long nowMillis;

  /** To be read into. */
  ReadChannel() {}

  /** Asks for this part. */
  public ReadChannel(HistoryQuery query, long nowMillis) {
    this.query = query;
    this.nowMillis = nowMillis;
  }

  @Override
  Visited run(Channel channel, ChannelState state, Change change) {
    return state.stream() == null ? null : new Visited(state.stream().read(query, nowMillis));
  }

  @Override
  void write(DataOutput out) throws IOException {
    out.writeInt(query.limit());
    out.writeBoolean(query.reverse());
    out.writeBoolean(query.since() != null);
    if (query.since() != null) {
      EventBytes.writeText(query.since().epoch(), out);
      out.writeLong(query.since().offset());
    }
    out.writeLong(nowMillis);
  }

  @Override
  void read(DataInput in) throws IOException {
    int limit = in.readInt();
    boolean reverse = in.readBoolean();
    StreamPosition since =
        in.readBoolean() ? new StreamPosition(EventBytes.readText(in), in.readLong()) : null;
    query = new HistoryQuery(limit, since, reverse);
    nowMillis = in.readLong();
  }

  @Override
  public int getClassId() {
    return StateFactory.READ_CHANNEL;
  }
}
