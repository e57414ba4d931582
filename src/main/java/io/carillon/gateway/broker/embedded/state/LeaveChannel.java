package io.carillon.gateway.broker.embedded.state;

import io.carillon.gateway.channel.Channel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A node listens no more. */
public final class LeaveChannel extends ChannelStep<Void> {
  private long node;
  private long nowMillis;

  /** To be read into. */
  LeaveChannel() {}

  /** This node leaves. */
  public LeaveChannel(long node, long nowMillis) {
    this.node = node;
    this.nowMillis = nowMillis;
  }

  @Override
  Void run(Channel channel, ChannelState state, Change change) {
    change.noteIf(state.leave(nowMillis, node));
    return null;
  }

  @Override
  void write(DataOutput out) throws IOException {
    out.writeLong(node);
    out.writeLong(nowMillis);
  }

  @Override
  void read(DataInput in) throws IOException {
    node = in.readLong();
    nowMillis = in.readLong();
  }

  @Override
  public int getClassId() {
    return StateFactory.LEAVE_CHANNEL;
  }
}
