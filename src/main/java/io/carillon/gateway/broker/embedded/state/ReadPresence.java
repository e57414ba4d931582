package io.carillon.gateway.broker.embedded.state;

import com.hazelcast.core.ReadOnly;
import com.hazelcast.map.EntryProcessor;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/** Asks who is in a channel, or how many, by nodes that are alive. */
public final class ReadPresence extends PresenceStep implements ReadOnly {
  private long[] alive;
  private boolean countOnly;

  /** To be read into. */
  ReadPresence() {}

  /** Asks for the clients of these nodes. */
  public ReadPresence(long[] alive, boolean countOnly) {
    this.alive = alive.clone();
    this.countOnly = countOnly;
  }

  @Override
  public PresentClients process(Map.Entry<String, PresenceState> entry) {
    if (entry.getValue() == null) {
      return new PresentClients();
    }
    PresentClients there = new PresentClients(entry.getValue().of(alive));
    return countOnly ? there.counted() : there;
  }

  @Override
  public EntryProcessor<String, PresenceState, PresentClients> getBackupProcessor() {
    return null;
  }

  @Override
  void write(DataOutput out) throws IOException {
    Longs.write(alive, out);
    out.writeBoolean(countOnly);
  }

  @Override
  void read(DataInput in) throws IOException {
    alive = Longs.read(in);
    countOnly = in.readBoolean();
  }

  @Override
  public int getClassId() {
    return StateFactory.READ_PRESENCE;
  }
}
