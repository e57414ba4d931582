package io.carillon.gateway.cluster;

/** Hears what happens to the cluster, on the loop of {@link Cluster#context}. */
public interface ClusterListener {
  /** A node has come. */
  default void onJoined(Peer peer) {}

  /** A node is gone: it left, it crashed, or it was silent for too long. */
  default void onLeft(Peer peer) {}

  /** The two sides are one again. What this node knew of the state is void. */
  default void onMerged() {}

  /** State may be gone, or may be another one than a moment ago: look again. */
  default void onDoubt() {}
}
