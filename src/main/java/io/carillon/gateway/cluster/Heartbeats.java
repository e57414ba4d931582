package io.carillon.gateway.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sign of life to each node, every second, over the way that publications take: a member that is
 * silent there while Hazelcast still sees it is told of. Confined to the loop of {@link
 * Cluster#context}.
 */
final class Heartbeats {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);
  private static final long INTERVAL_MILLIS = 1_000;
  private static final long INTERVAL_NANOS = 1_000_000_000L;
  private static final long UNHEARD_NANOS = 3_500_000_000L;

  private final Vertx vertx;
  private final NodeBus bus;
  private final Membership membership;
  private final ClusterCounts counts;
  private final Map<Long, Heard> heard = new HashMap<>();
  private long timer = -1;
  private long beatAt = System.nanoTime();

  /** When it was last seen that this loop had stood still. */
  private long stillAt = beatAt - INTERVAL_NANOS;

  Heartbeats(Vertx vertx, NodeBus bus, Membership membership, ClusterCounts counts) {
    this.vertx = vertx;
    this.bus = bus;
    this.membership = membership;
    this.counts = counts;
    bus.receive(NodeBus.Kind.HEARTBEAT, this::onHeartbeat);
  }

  void start() {
    timer = vertx.setPeriodic(0, INTERVAL_MILLIS, any -> beat());
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  private void onHeartbeat(long sender, Buffer message, int from, Consumer<Buffer> answer) {
    Heard known = heard.computeIfAbsent(sender, id -> new Heard());
    known.atNanos = System.nanoTime();
    if (known.isMissed) {
      known.isMissed = false;
      LOG.info("node heard again over the bus node={}", NodeIdentity.uid(sender));
    }
  }

  private void beat() {
    for (Peer peer : membership.peers()) {
      bus.send(peer.id(), bus.open(NodeBus.Kind.HEARTBEAT, 0));
    }
    if (!stoodStill()) {
      judge();
    }
  }

  // What the others have said meanwhile is still to be read.
  private boolean stoodStill() {
    long now = System.nanoTime();
    if (now - beatAt > 2 * INTERVAL_NANOS) {
      stillAt = now;
    }
    beatAt = now;
    return now - stillAt < INTERVAL_NANOS;
  }

  private void judge() {
    long now = System.nanoTime();
    int unheard = 0;
    for (Peer peer : membership.peers()) {
      Heard known = heard.computeIfAbsent(peer.id(), id -> new Heard());
      boolean isSilent = now - known.atNanos > UNHEARD_NANOS;
      unheard += isSilent ? 1 : 0;
      if (isSilent && !known.isMissed) {
        known.isMissed = true;
        counts.fellSilent();
        LOG.warn("node unheard over the bus name={} node={}", peer.name(), peer.uid());
      }
    }
    counts.silent(unheard);
    heard.keySet().removeIf(id -> membership.peer(id).isEmpty());
  }

  private static final class Heard {
    long atNanos = System.nanoTime();
    boolean isMissed;
  }
}
