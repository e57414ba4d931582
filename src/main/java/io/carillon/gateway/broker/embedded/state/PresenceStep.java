package io.carillon.gateway.broker.embedded.state;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * One step on the presence of a channel, run where the channel is owned and, if it changes
 * anything, once more on its backup. Deterministic; run twice it does what it does once.
 */
abstract class PresenceStep
    implements EntryProcessor<String, PresenceState, PresentClients>, IdentifiedDataSerializable {
  private static final byte LAYOUT = 1;

  abstract void write(DataOutput out) throws IOException;

  abstract void read(DataInput in) throws IOException;

  @Override
  public final void writeData(ObjectDataOutput out) throws IOException {
    out.writeByte(LAYOUT);
    write(out);
  }

  @Override
  public final void readData(ObjectDataInput in) throws IOException {
    Layout.expect(LAYOUT, in);
    read(in);
  }

  @Override
  public final int getFactoryId() {
    return StateFactory.ID;
  }
}
