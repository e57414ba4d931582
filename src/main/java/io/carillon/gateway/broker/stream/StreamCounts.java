package io.carillon.gateway.broker.stream;

import java.util.concurrent.atomic.LongAdder;

/**
 * What happened to the streams and channels of a node so far, whatever keeps them; counts only
 * grow. Callable from any thread; owned by the broker.
 */
public final class StreamCounts {
  private final LongAdder repaired = new LongAdder();
  private final LongAdder repairs = new LongAdder();
  private final LongAdder broken = new LongAdder();
  private final LongAdder told = new LongAdder();
  private final LongAdder left = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final LongAdder batched = new LongAdder();

  /** Publications that did not come by themselves and were read from their stream. */
  public long repaired() {
    return repaired.sum();
  }

  /** How often some were. */
  public long repairs() {
    return repairs.sum();
  }

  /** Streams that could not be repaired or began anew, so that their subscribers were told. */
  public long broken() {
    return broken.sum();
  }

  /** How often a channel's home was told that this node listens, or was asked what it missed. */
  public long told() {
    return told.sum();
  }

  /** How often it was told that this node listens no more. */
  public long left() {
    return left.sum();
  }

  /** Batches that were published. */
  public long batches() {
    return batches.sum();
  }

  /** Publications, joins and leaves in them. */
  public long batched() {
    return batched.sum();
  }

  void repaired(int publications) {
    if (publications > 0) {
      repaired.add(publications);
      repairs.increment();
    }
  }

  void broke() {
    broken.increment();
  }

  void tell() {
    told.increment();
  }

  void leave() {
    left.increment();
  }

  void carried(int size) {
    batches.increment();
    batched.add(size);
  }
}
