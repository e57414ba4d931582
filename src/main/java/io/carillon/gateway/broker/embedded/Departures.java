package io.carillon.gateway.broker.embedded;

import com.hazelcast.map.IMap;
import io.carillon.gateway.broker.PresenceListener;
import io.carillon.gateway.broker.embedded.state.ChannelState;
import io.carillon.gateway.broker.embedded.state.DropPresence;
import io.carillon.gateway.broker.embedded.state.PresenceState;
import io.carillon.gateway.broker.embedded.state.PresentClients;
import io.carillon.gateway.broker.embedded.state.ReadPresence;
import io.carillon.gateway.broker.embedded.state.SweepChannels;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.cluster.Cluster;
import io.carillon.gateway.cluster.Peer;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears up after nodes that are gone, and after what is too old. Every node remembers who left,
 * and the eldest does the work, so that it is done once and goes on when the eldest leaves.
 * Confined to the loop of {@link Cluster#context}; the maps are asked on worker threads.
 */
final class Departures {
  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);
  private static final long SWEEP_MILLIS = 10_000;

  /** A step of a node may arrive after it left, so it is swept up more than once. */
  private static final long REMEMBERED_NANOS = Duration.ofMinutes(10).toNanos();

  private final Cluster cluster;
  private final IMap<String, ChannelState> channels;
  private final Owners<PresenceState> owners;
  private final IMap<String, PresenceState> presence;
  private final InstantSource clock;
  private final Map<Long, Long> leftAt = new HashMap<>();
  private PresenceListener listener;
  private long timer = -1;

  Departures(Cluster cluster, Owners<PresenceState> owners, IMap<String, PresenceState> presence) {
    this.owners = owners;
    this.cluster = cluster;
    this.channels = cluster.hazelcast().getMap(ClusterMaps.CHANNELS);
    this.presence = presence;
    this.clock = new ClusterClock(cluster.hazelcast().getCluster().getClusterTime());
  }

  void start(PresenceListener toldListener) {
    listener = toldListener;
    timer = cluster.vertx().setPeriodic(SWEEP_MILLIS, any -> sweep());
  }

  void stop() {
    cluster.vertx().cancelTimer(timer);
  }

  void note(Peer peer) {
    leftAt.put(peer.id(), System.nanoTime());
    dropPresence();
  }

  private void sweep() {
    leftAt
        .entrySet()
        .removeIf(
            left ->
                cluster.membership().isAlive(left.getKey())
                    || System.nanoTime() - left.getValue() > REMEMBERED_NANOS);
    if (isOurs()) {
      SweepChannels sweep = new SweepChannels(clock.millis(), gone());
      blocking(() -> channels.executeOnEntries(sweep)).onFailure(this::logFailure);
      dropPresence();
    }
  }

  // Looks for them in all channels at once, and then takes each out of its channel by a step of its
  // own, whose answer is not lost when another node dies meanwhile.
  private void dropPresence() {
    long[] gone = gone();
    if (gone.length > 0 && isOurs()) {
      ReadPresence look = new ReadPresence(gone, true);
      blocking(() -> presence.executeOnEntries(look))
          .onSuccess(found -> cluster.context().runOnContext(none -> drop(found.keySet())))
          .onFailure(this::logFailure);
    }
  }

  private void drop(Set<String> channelNames) {
    long[] gone = gone(); // without those that have come back meanwhile
    for (String name : channelNames) {
      owners
          .ask(name, new DropPresence(gone))
          .onSuccess(dropped -> tell(new Channel(name), dropped))
          .onFailure(this::logFailure);
    }
  }

  private void tell(Channel channel, PresentClients dropped) {
    if (dropped != null) {
      dropped.clients().forEach(client -> listener.onGone(channel, client));
    }
  }

  private boolean isOurs() {
    return cluster.membership().isEldest() && cluster.membership().isSound();
  }

  private long[] gone() {
    return leftAt.keySet().stream()
        .mapToLong(Long::longValue)
        .filter(node -> !cluster.membership().isAlive(node))
        .toArray();
  }

  private <T> Future<T> blocking(java.util.concurrent.Callable<T> task) {
    return cluster.vertx().executeBlocking(task, false);
  }

  // The next sweep tries again.
  private void logFailure(Throwable cause) {
    LOG.warn("what departed nodes left is not cleared yet: {}", cause.toString());
  }
}
