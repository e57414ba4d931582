package io.carillon.gateway.broker.embedded.state;

import io.carillon.gateway.channel.ClientInfo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Removes the clients of nodes that are gone, from all channels of a partition; answers them. */
public final class DropPresence extends PresenceStep {
  private long[] gone;

  /** To be read into. */
  DropPresence() {}

  /** These nodes are gone. */
  public DropPresence(long[] gone) {
    this.gone = gone.clone();
  }

  @Override
  public PresentClients process(Map.Entry<String, PresenceState> entry) {
    PresenceState state = entry.getValue();
    List<ClientInfo> dropped = state == null ? List.of() : state.drop(gone);
    if (dropped.isEmpty()) {
      return null; // nobody was: this channel is not in the answer
    }
    entry.setValue(state.isEmpty() ? null : state);
    return new PresentClients(dropped);
  }

  @Override
  void write(DataOutput out) throws IOException {
    Longs.write(gone, out);
  }

  @Override
  void read(DataInput in) throws IOException {
    gone = Longs.read(in);
  }

  @Override
  public int getClassId() {
    return StateFactory.DROP_PRESENCE;
  }
}
