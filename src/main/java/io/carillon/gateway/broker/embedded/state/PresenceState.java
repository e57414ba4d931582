package io.carillon.gateway.broker.embedded.state;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.carillon.gateway.broker.stream.EventBytes;
import io.carillon.gateway.channel.ClientInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Who is in one channel, each client with the node it is connected to: it goes when that node does.
 * Lives on the partition's owner and on its backup, changed by one thread at a time.
 */
public final class PresenceState implements IdentifiedDataSerializable {
  private static final byte LAYOUT = 1;

  private final Map<String, Entry> clients = new HashMap<>();

  /** Of a channel with nobody in it. */
  PresenceState() {}

  /** Returns whether the client was not there. */
  boolean add(long node, ClientInfo info) {
    return clients.put(info.client(), new Entry(node, info)) == null;
  }

  /** Returns whether the client was there, by this node. */
  boolean remove(long node, String client) {
    Entry entry = clients.get(client);
    return entry != null && entry.node() == node && clients.remove(client) != null;
  }

  /** Removes all clients of these nodes and returns them. */
  List<ClientInfo> drop(long[] nodes) {
    List<ClientInfo> dropped = new ArrayList<>();
    clients
        .values()
        .removeIf(entry -> Longs.contains(nodes, entry.node()) && dropped.add(entry.info()));
    return dropped;
  }

  boolean isEmpty() {
    return clients.isEmpty();
  }

  /** The clients of these nodes. */
  List<ClientInfo> of(long[] nodes) {
    Predicate<Entry> isThere = entry -> Longs.contains(nodes, entry.node());
    return clients.values().stream().filter(isThere).map(Entry::info).toList();
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeByte(LAYOUT);
    out.writeInt(clients.size());
    for (Entry entry : clients.values()) {
      out.writeLong(entry.node());
      EventBytes.writeInfo(entry.info(), out);
    }
    Layout.end(out);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    Layout.expect(LAYOUT, in);
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      add(in.readLong(), EventBytes.readInfo(in));
    }
    Layout.skipRest(in);
  }

  @Override
  public int getFactoryId() {
    return StateFactory.ID;
  }

  @Override
  public int getClassId() {
    return StateFactory.PRESENCE_STATE;
  }

  private record Entry(long node, ClientInfo info) {}
}
