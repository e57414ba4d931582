package io.carillon.gateway.broker.embedded;

import io.carillon.gateway.broker.embedded.state.ChannelState;
import io.carillon.gateway.broker.stream.Listening;
import io.carillon.gateway.cluster.Cluster;
import io.carillon.gateway.cluster.ClusterListener;
import io.carillon.gateway.cluster.Membership;
import io.carillon.gateway.cluster.Peer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node does for its streams when others come, go, or turn out to have gone on without it:
 * it tells its interests again, and looks whether it missed something. Confined to the loop of
 * {@link Cluster#context}.
 */
final class ClusterChanges implements ClusterListener {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterChanges.class);

  /** A node that has joined brings its state with it, some seconds later. */
  private static final long[] CHECKS_AFTER_JOIN_MILLIS = {500, 3_000, 10_000};

  /** What a node that died had stored and not sent, some of it still on its way to the owners. */
  private static final long[] CHECKS_AFTER_LEAVE_MILLIS = {1_500};

  /** Nodes of one side of a split merge one after the other. */
  private static final Duration MERGED_TOGETHER = Duration.ofSeconds(10);

  private static final long LOOK_MILLIS = 20;

  private final Cluster cluster;
  private final Membership membership;
  private final Owners<ChannelState> owners;
  private final Listening listening;
  private final Peers peers;
  private final Rollcall rollcall;

  ClusterChanges(
      Cluster cluster,
      Owners<ChannelState> owners,
      Listening listening,
      Peers peers,
      Rollcall rollcall) {
    this.cluster = cluster;
    this.membership = cluster.membership();
    this.owners = owners;
    this.listening = listening;
    this.peers = peers;
    this.rollcall = rollcall;
  }

  @Override
  public void onJoined(Peer peer) {
    peers.welcome(peer.id());
    rollcall.call();
    checkAfter(CHECKS_AFTER_JOIN_MILLIS);
  }

  @Override
  public void onLeft(Peer peer) {
    peers.forget(peer.id());
    rollcall.onLeft();
    checkAfter(CHECKS_AFTER_LEAVE_MILLIS);
  }

  @Override
  public void onMerged() {
    // Until the owners know again who listens, and those who came along are here too, nothing is
    // published or read from here.
    owners.hold(true);
    cluster
        .whole()
        .compose(whole -> cluster.onLoop(() -> listening.tellAllAgain(false)))
        .transform(told -> companions(System.nanoTime()))
        .onComplete(there -> cluster.onLoop(this::release));
  }

  @Override
  public void onDoubt() {
    listening.tellAllAgain(false).onFailure(ClusterChanges::logFailure);
  }

  private Future<Void> companions(long since) {
    if (membership.companions().stream().allMatch(membership::isAlive)
        || System.nanoTime() - since > MERGED_TOGETHER.toNanos()) {
      return Future.succeededFuture();
    }
    Promise<Void> there = Promise.promise();
    cluster.vertx().setTimer(LOOK_MILLIS, timer -> companions(since).onComplete(there));
    return there.future();
  }

  private Future<Void> release() {
    owners.hold(false);
    listening.checkAll();
    return Future.succeededFuture();
  }

  private void checkAfter(long... delays) {
    for (long delay : delays) {
      cluster.vertx().setTimer(delay, fired -> listening.checkAll());
    }
  }

  // What the owner was not told is told with the next round.
  private static void logFailure(Throwable cause) {
    LOG.warn("not all interests could be told: {}", cause.toString());
  }
}
