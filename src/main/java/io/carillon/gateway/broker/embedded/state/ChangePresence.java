package io.carillon.gateway.broker.embedded.state;

import io.carillon.gateway.broker.stream.EventBytes;
import io.carillon.gateway.channel.ClientInfo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Clients of one node come and go; answers those that came and were not there before. */
public final class ChangePresence extends PresenceStep {
  private long node;
  private List<ClientInfo> coming;
  private List<String> going;

  /** To be read into. */
  ChangePresence() {}

  /** A change; nobody both comes and goes. */
  public ChangePresence(long node, List<ClientInfo> coming, List<String> going) {
    this.node = node;
    this.coming = List.copyOf(coming);
    this.going = List.copyOf(going);
  }

  @Override
  public PresentClients process(Map.Entry<String, PresenceState> entry) {
    PresenceState state = entry.getValue() == null ? new PresenceState() : entry.getValue();
    List<ClientInfo> came = new ArrayList<>();
    for (ClientInfo client : coming) {
      if (state.add(node, client)) {
        came.add(client);
      }
    }
    going.forEach(client -> state.remove(node, client));
    entry.setValue(state.isEmpty() ? null : state);
    return new PresentClients(came);
  }

  @Override
  void write(DataOutput out) throws IOException {
    out.writeLong(node);
    out.writeInt(coming.size());
    for (ClientInfo client : coming) {
      EventBytes.writeInfo(client, out);
    }
    out.writeInt(going.size());
    for (String client : going) {
      EventBytes.writeText(client, out);
    }
  }

  @Override
  void read(DataInput in) throws IOException {
    node = in.readLong();
    int comingSize = in.readInt();
    coming = new ArrayList<>(comingSize);
    for (int i = 0; i < comingSize; i++) {
      coming.add(EventBytes.readInfo(in));
    }
    int goingSize = in.readInt();
    going = new ArrayList<>(goingSize);
    for (int i = 0; i < goingSize; i++) {
      going.add(EventBytes.readText(in));
    }
  }

  @Override
  public int getClassId() {
    return StateFactory.CHANGE_PRESENCE;
  }
}
