package io.carillon.gateway.broker.embedded.state;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.carillon.gateway.broker.stream.EventBytes;
import io.carillon.gateway.channel.StreamPosition;
import java.io.IOException;

/** What became of a batch: the place of each publication, and the nodes that are to hear of it. */
public final class Appended implements IdentifiedDataSerializable {
  private static final byte LAYOUT = 1;

  private String epoch = "";
  private long[] offsets;
  private boolean[] repeated;
  private long[] listeners = Longs.NONE;
  private long firstNewOffset;

  /** To be read into. */
  Appended() {
    this(0);
  }

  Appended(int size) {
    offsets = new long[size];
    repeated = new boolean[size];
  }

  void taken(int index, long offset) {
    offsets[index] = offset;
    if (firstNewOffset == 0) {
      firstNewOffset = offset;
    }
  }

  void repeated(int index, long offset) {
    offsets[index] = offset;
    repeated[index] = true;
  }

  Appended at(String streamEpoch, long[] nodes) {
    epoch = streamEpoch;
    listeners = nodes;
    return this;
  }

  long firstNewOffset() {
    return firstNewOffset;
  }

  /** Of the stream; empty when there is none. */
  public String epoch() {
    return epoch;
  }

  /** Where a publication of the batch stands. */
  public StreamPosition position(int index) {
    return offsets[index] == 0 ? StreamPosition.NONE : new StreamPosition(epoch, offsets[index]);
  }

  /** Whether a publication had been taken before, by its idempotency key: nobody is to hear it. */
  public boolean isRepeated(int index) {
    return repeated[index];
  }

  /** The ids of the nodes that listen, the dead among them. Not to be changed. */
  public long[] listeners() {
    return listeners;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeByte(LAYOUT);
    EventBytes.writeText(epoch, out);
    Longs.write(offsets, out);
    for (boolean one : repeated) {
      out.writeBoolean(one);
    }
    Longs.write(listeners, out);
    out.writeLong(firstNewOffset);
    Layout.end(out);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    Layout.expect(LAYOUT, in);
    epoch = EventBytes.readText(in);
    offsets = Longs.read(in);
    repeated = new boolean[offsets.length];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = in.readBoolean();
    }
    listeners = Longs.read(in);
    firstNewOffset = in.readLong();
    Layout.skipRest(in);
  }

  @Override
  public int getFactoryId() {
    return StateFactory.ID;
  }

  @Override
  public int getClassId() {
    return StateFactory.APPENDED;
  }
}
