package io.carillon.gateway.broker.embedded.state;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Map;

/** Drops what is too old, and nodes that are gone for good, from all channels of a partition. */
public final class SweepChannels
    implements EntryProcessor<String, ChannelState, Void>, IdentifiedDataSerializable {
  private static final byte LAYOUT = 1;

  private long nowMillis;
  private long[] gone;

  /** To be read into. */
  SweepChannels() {}

  /**
   * A sweep.
   *
   * @param gone ids of nodes that do not come back
   */
  public SweepChannels(long nowMillis, long[] gone) {
    this.nowMillis = nowMillis;
    this.gone = gone.clone();
  }

  @Override
  public Void process(Map.Entry<String, ChannelState> entry) {
    // The backups sweep by themselves, so only an end has to be told.
    if (entry.getValue() != null && entry.getValue().expire(nowMillis, gone)) {
      entry.setValue(null);
    }
    return null;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeByte(LAYOUT);
    out.writeLong(nowMillis);
    Longs.write(gone, out);
    Layout.end(out);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    Layout.expect(LAYOUT, in);
    nowMillis = in.readLong();
    gone = Longs.read(in);
    Layout.skipRest(in);
  }

  @Override
  public int getFactoryId() {
    return StateFactory.ID;
  }

  @Override
  public int getClassId() {
    return StateFactory.SWEEP_CHANNELS;
  }
}
