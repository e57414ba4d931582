package io.carillon.gateway.cluster;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.ClusterState;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Undoes what is left of a merge that stopped half-way. One side of a split is first made to let
 * nobody join, then its members are told one by one to go over to the other side; who was frozen
 * just then takes what it was told for too old. It would let nobody join from then on, nor look for
 * others itself, and so stay alone for good. Confined to the loop of {@code Cluster.context()}.
 */
final class AbandonedMerge {
  /** Longer than those who are told are waited for, which is half a minute. */
  static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final Logger LOG = LoggerFactory.getLogger(AbandonedMerge.class);
  private static final long LOOK_MILLIS = 1_000;

  private final Vertx vertx;
  private final HazelcastInstance hazelcast;
  private final Membership membership;
  private final long patienceNanos;
  private long timer = -1;

  /** Since when nobody may join; 0 while somebody may. */
  private long closedSince;

  /**
   * @param patience after which a merge that has not begun here never will
   */
  AbandonedMerge(
      Vertx vertx, HazelcastInstance hazelcast, Membership membership, Duration patience) {
    this.vertx = vertx;
    this.hazelcast = hazelcast;
    this.membership = membership;
    this.patienceNanos = patience.toNanos();
  }

  void start() {
    timer = vertx.setPeriodic(LOOK_MILLIS, any -> look());
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  private void look() {
    if (membership.isMerging() || !isClosed()) {
      closedSince = 0;
    } else if (closedSince == 0) {
      closedSince = System.nanoTime();
    } else if (System.nanoTime() - closedSince > patienceNanos && membership.isEldest()) {
      closedSince = 0;
      open();
    }
  }

  // Only a merge closes it. While it is being changed it is neither, and its lock has a deadline.
  private boolean isClosed() {
    try {
      return hazelcast.getCluster().getClusterState() == ClusterState.FROZEN;
    } catch (HazelcastInstanceNotActiveException over) {
      return false;
    }
  }

  private void open() {
    Cluster cluster = hazelcast.getCluster();
    vertx
        .<Void>executeBlocking(
            () -> {
              cluster.changeClusterState(ClusterState.ACTIVE);
              return null;
            },
            false)
        .onSuccess(done -> LOG.warn("a merge was not gone through with: nodes may join again"))
        .onFailure(cause -> LOG.warn("nodes may not join, tried again: {}", cause.toString()));
  }
}
