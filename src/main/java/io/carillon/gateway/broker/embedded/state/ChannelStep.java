package io.carillon.gateway.broker.embedded.state;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import io.carillon.gateway.channel.Channel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/**
 * One step on the state of a channel, run where the channel is owned and once more on its backup.
 * Deterministic, and run twice it does what it does once. The first byte of its wire form is its
 * layout; another layout is another class.
 *
 * @param <R> what is answered
 */
abstract class ChannelStep<R>
    implements EntryProcessor<String, ChannelState, R>, IdentifiedDataSerializable {
  private static final byte LAYOUT = 1;

  /** Changes the state of a channel and answers; {@code state} is new when nothing was known. */
  abstract R run(Channel channel, ChannelState state, Change change);

  abstract void write(DataOutput out) throws IOException;

  abstract void read(DataInput in) throws IOException;

  @Override
  public final R process(Map.Entry<String, ChannelState> entry) {
    ChannelState known = entry.getValue();
    ChannelState state = known == null ? new ChannelState() : known;
    Change change = new Change();
    R answer = run(new Channel(entry.getKey()), state, change);
    if (change.noted) {
      entry.setValue(state); // without it no backup is sent, though the state has changed
    }
    return answer;
  }

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

  /** Whether the state is another one afterwards. */
  static final class Change {
    private boolean noted;

    void note() {
      noted = true;
    }

    void noteIf(boolean changed) {
      noted |= changed;
    }
  }
}
