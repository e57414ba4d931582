package io.carillon.gateway.cluster;

import java.util.concurrent.atomic.LongAdder;

/**
 * What happened between this node and the others since it joined; counts only grow. Callable from
 * any thread; owned by {@link Cluster}.
 */
public final class ClusterCounts implements ClusterListener {
  private final LongAdder joined = new LongAdder();
  private final LongAdder left = new LongAdder();
  private final LongAdder merged = new LongAdder();
  private final LongAdder asked = new LongAdder();
  private final LongAdder unanswered = new LongAdder();
  private final LongAdder missed = new LongAdder();
  private volatile int unheard;

  ClusterCounts() {}

  /** Nodes that came. */
  public long joined() {
    return joined.sum();
  }

  /** Nodes that went. */
  public long left() {
    return left.sum();
  }

  /** How often this side of a split joined the other one. */
  public long merged() {
    return merged.sum();
  }

  /** Questions to other nodes. */
  public long asked() {
    return asked.sum();
  }

  /** Those that got no answer in time, or from a node that was gone. */
  public long unanswered() {
    return unanswered.sum();
  }

  /** How often a member fell silent on the bus. */
  public long missed() {
    return missed.sum();
  }

  /** Members that are silent on the bus just now. */
  public int unheard() {
    return unheard;
  }

  @Override
  public void onJoined(Peer peer) {
    joined.increment();
  }

  @Override
  public void onLeft(Peer peer) {
    left.increment();
  }

  @Override
  public void onMerged() {
    merged.increment();
  }

  void ask() {
    asked.increment();
  }

  void miss() {
    unanswered.increment();
  }

  void fellSilent() {
    missed.increment();
  }

  void silent(int members) {
    unheard = members;
  }
}
