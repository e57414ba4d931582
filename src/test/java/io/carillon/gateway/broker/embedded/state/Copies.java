package io.carillon.gateway.broker.embedded.state;

import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import com.hazelcast.map.EntryProcessor;
import java.util.AbstractMap;
import java.util.Map;

/** What Hazelcast does with states and steps: sends them, and runs a step on each copy. */
final class Copies {
  private static final InternalSerializationService SERIALIZATION =
      new DefaultSerializationServiceBuilder()
          .addDataSerializableFactory(StateFactory.ID, new StateFactory())
          .build();

  private Copies() {}

  /** The same as it arrives on another node. */
  static <T> T sent(T one) {
    return SERIALIZATION.toObject(SERIALIZATION.toData(one));
  }

  static byte[] bytes(Object one) {
    return SERIALIZATION.toData(one).toByteArray();
  }

  /** One entry on one node. */
  static final class Entry {
    private ChannelState state;
    private boolean changed;

    Entry(ChannelState state) {
      this.state = state;
    }

    ChannelState state() {
      return state;
    }

    /**
     * Whether the last step said that it changed something, without which no backup hears of it.
     */
    boolean changed() {
      return changed;
    }

    <R> R run(EntryProcessor<String, ChannelState, R> step) {
      changed = false;
      Map.Entry<String, ChannelState> entry =
          new AbstractMap.SimpleEntry<>("channel", state) {
            @Override
            public ChannelState setValue(ChannelState value) {
              changed = true;
              state = value;
              return super.setValue(value);
            }
          };
      return step.process(entry);
    }
  }
}
