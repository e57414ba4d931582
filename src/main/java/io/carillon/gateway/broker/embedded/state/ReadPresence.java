package io.carillon.gateway.broker.embedded.state;

import com.hazelcast.core.ReadOnly;
import com.hazelcast.map.EntryProcessor;
import io.carillon.gateway.channel.ClientInfo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Asks who is in a channel by some nodes, or how many; null for nobody. */
public final class ReadPresence extends PresenceStep implements ReadOnly {
  private long[] nodes;
  private boolean countOnly;

  /** To be read into. */
  ReadPresence() {}

  /** Asks for the clients of these nodes. */
  public ReadPresence(long[] nodes, boolean countOnly) {
    this.nodes = nodes.clone();
    this.countOnly = countOnly;
  }

  @Override
  public PresentClients process(Map.Entry<String, PresenceState> entry) {
    if (entry.getValue() == null) {
      return null;
    }
    List<ClientInfo> found = entry.getValue().of(nodes);
    if (found.isEmpty()) {
      return null; // asked of many channels, those without anybody stay silent
    }
    PresentClients there = new PresentClients(found);
    return countOnly ? there.counted() : there;
  }

  @Override
  public EntryProcessor<String, PresenceState, PresentClients> getBackupProcessor() {
    return null;
  }

  @Override
  void write(DataOutput out) throws IOException {
    Longs.write(nodes, out);
    out.writeBoolean(countOnly);
  }

  @Override
  void read(DataInput in) throws IOException {
    nodes = Longs.read(in);
    countOnly = in.readBoolean();
  }

  @Override
  public int getClassId() {
    return StateFactory.READ_PRESENCE;
  }
}
