package io.carillon.gateway.cluster;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What this node sent to the others over the bus and heard of them, answers left out. Callable from
 * any thread; owned by {@link NodeBus}.
 */
public final class BusCounts {
  private final Map<NodeBus.Kind, Way> sent = new EnumMap<>(NodeBus.Kind.class);
  private final Map<NodeBus.Kind, Way> received = new EnumMap<>(NodeBus.Kind.class);
  private final LongAdder ignored = new LongAdder();

  BusCounts() {
    for (NodeBus.Kind kind : NodeBus.Kind.values()) {
      sent.put(kind, new Way());
      received.put(kind, new Way());
    }
  }

  /** Messages of a kind to other nodes. */
  public Way sent(NodeBus.Kind kind) {
    return sent.get(kind);
  }

  /** The same from other nodes. */
  public Way received(NodeBus.Kind kind) {
    return received.get(kind);
  }

  /** Messages that were none of a gateway, or of another cluster, or could not be read. */
  public long ignored() {
    return ignored.sum();
  }

  void ignore() {
    ignored.increment();
  }

  /** Messages that go one way. */
  public static final class Way {
    private final LongAdder messages = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    public long messages() {
      return messages.sum();
    }

    /** With their envelopes, without those of the bus. */
    public long bytes() {
      return bytes.sum();
    }

    void count(int size) {
      messages.increment();
      bytes.add(size);
    }
  }
}
