package io.carillon.gateway.broker.embedded.state;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.carillon.gateway.broker.Presence;
import io.carillon.gateway.broker.stream.EventBytes;
import io.carillon.gateway.channel.ClientInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Clients of one channel on their way to the node that asked, or only how many there are. */
public final class PresentClients implements IdentifiedDataSerializable {
  private static final byte LAYOUT = 1;

  private List<ClientInfo> clients;
  private int clientCount;
  private int userCount;

  /** Nobody; also to be read into. */
  public PresentClients() {
    this(List.of());
  }

  PresentClients(List<ClientInfo> clients) {
    this.clients = clients;
    this.clientCount = clients.size();
    this.userCount = (int) clients.stream().map(ClientInfo::user).distinct().count();
  }

  /** The same without the clients themselves. */
  PresentClients counted() {
    clients = List.of();
    return this;
  }

  /** The clients; none when only a count was wanted. */
  public List<ClientInfo> clients() {
    return clients;
  }

  /** How many they are. */
  public Presence.Count count() {
    return new Presence.Count(clientCount, userCount);
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeByte(LAYOUT);
    out.writeInt(clientCount);
    out.writeInt(userCount);
    out.writeInt(clients.size());
    for (ClientInfo client : clients) {
      EventBytes.writeInfo(client, out);
    }
    Layout.end(out);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    Layout.expect(LAYOUT, in);
    clientCount = in.readInt();
    userCount = in.readInt();
    int size = in.readInt();
    clients = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      clients.add(EventBytes.readInfo(in));
    }
    Layout.skipRest(in);
  }

  @Override
  public int getFactoryId() {
    return StateFactory.ID;
  }

  @Override
  public int getClassId() {
    return StateFactory.PRESENT_CLIENTS;
  }
}
