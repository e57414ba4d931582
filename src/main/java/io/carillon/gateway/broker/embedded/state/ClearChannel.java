package io.carillon.gateway.broker.embedded.state;

import io.carillon.gateway.channel.Channel;
import java.io.DataInput;
import java.io.DataOutput;

/** Forgets the publications of a stream, not where it stands. */
public final class ClearChannel extends ChannelStep<Void> {
  /** Without any parameter. */
  public ClearChannel() {}

  @Override
  Void run(Channel channel, ChannelState state, Change change) {
    if (state.stream() != null) {
      state.stream().clear();
      change.note();
    }
    return null;
  }

  @Override
  void write(DataOutput out) {}

  @Override
  void read(DataInput in) {}

  @Override
  public int getClassId() {
    return StateFactory.CLEAR_CHANNEL;
  }
}
