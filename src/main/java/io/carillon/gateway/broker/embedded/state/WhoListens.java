package io.carillon.gateway.broker.embedded.state;

import io.carillon.gateway.channel.Channel;
import java.io.DataInput;
import java.io.DataOutput;

/** Asks for the nodes that listen to a channel: all that a publication needs that is not kept. */
public final class WhoListens extends ReadStep<long[]> {
  /** Without any parameter. */
  public WhoListens() {}

  @Override
  long[] run(Channel channel, ChannelState state, Change change) {
    return state.listeners();
  }

  @Override
  void write(DataOutput out) {}

  @Override
  void read(DataInput in) {}

  @Override
  public int getClassId() {
    return StateFactory.WHO_LISTENS;
  }
}
