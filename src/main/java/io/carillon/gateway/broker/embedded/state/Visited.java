package io.carillon.gateway.broker.embedded.state;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.stream.EventBytes;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A part of a stream on its way to the node that asked. */
public final class Visited implements IdentifiedDataSerializable {
  private static final byte LAYOUT = 1;

  private History history;

  /** Of a channel without a stream; also to be read into. */
  Visited() {
    this(History.NONE);
  }

  Visited(History history) {
    this.history = history;
  }

  /** What was read, and where the stream stands. */
  public History history() {
    return history;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    List<Publication> publications = history.publications();
    out.writeByte(LAYOUT);
    EventBytes.writeText(history.top().epoch(), out);
    out.writeLong(history.top().offset());
    out.writeInt(publications.size());
    if (!publications.isEmpty()) {
      EventBytes.writeText(publications.get(0).channel().name(), out);
      for (Publication publication : publications) {
        EventBytes.writePublication(publication, out);
      }
    }
    Layout.end(out);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    Layout.expect(LAYOUT, in);
    StreamPosition top = new StreamPosition(EventBytes.readText(in), in.readLong());
    int size = in.readInt();
    List<Publication> publications = new ArrayList<>(size);
    if (size > 0) {
      Channel channel = new Channel(EventBytes.readText(in));
      for (int i = 0; i < size; i++) {
        publications.add(EventBytes.readPublication(channel, in));
      }
    }
    history = new History(List.copyOf(publications), top);
    Layout.skipRest(in);
  }

  @Override
  public int getFactoryId() {
    return StateFactory.ID;
  }

  @Override
  public int getClassId() {
    return StateFactory.VISITED;
  }
}
