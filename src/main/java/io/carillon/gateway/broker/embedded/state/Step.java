package io.carillon.gateway.broker.embedded.state;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What is run on one entry, where it is owned and, if it changes anything, once more on its backup.
 * Deterministic. The first byte of its wire form is its layout, see {@link Layout}; another layout
 * is another class.
 *
 * @param <S> the state of the entry
 * @param <R> what is answered
 */
abstract class Step<S, R> implements EntryProcessor<String, S, R>, IdentifiedDataSerializable {
  private static final byte LAYOUT = 1;

  abstract void write(DataOutput out) throws IOException;

  abstract void read(DataInput in) throws IOException;

  @Override
  public final void writeData(ObjectDataOutput out) throws IOException {
    out.writeByte(LAYOUT);
    write(out);
    Layout.end(out);
  }

  @Override
  public final void readData(ObjectDataInput in) throws IOException {
    Layout.expect(LAYOUT, in);
    read(in);
    Layout.skipRest(in);
  }

  @Override
  public final int getFactoryId() {
    return StateFactory.ID;
  }
}
