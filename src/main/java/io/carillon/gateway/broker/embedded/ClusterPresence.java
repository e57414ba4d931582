package io.carillon.gateway.broker.embedded;

import com.hazelcast.map.IMap;
import io.carillon.gateway.broker.Presence;
import io.carillon.gateway.broker.PresenceListener;
import io.carillon.gateway.broker.embedded.state.PresenceState;
import io.carillon.gateway.broker.embedded.state.PresentClients;
import io.carillon.gateway.broker.embedded.state.ReadPresence;
import io.carillon.gateway.broker.stream.Gate;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.cluster.Cluster;
import io.carillon.gateway.cluster.ClusterListener;
import io.carillon.gateway.cluster.Membership;
import io.carillon.gateway.cluster.Peer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is subscribed on any node of a cluster. An entry counts as long as its node is in the
 * cluster. Callable from any thread; everything happens on one loop.
 */
public final class ClusterPresence implements Presence {
  private static final int MOST_UNDER_WAY = 256;
  private static final long RETRY_MILLIS = 1_000;
  private static final long LOOK_MILLIS = 10;
  private static final long CLOSE_PATIENCE_MILLIS = 3_000;

  private final Cluster cluster;
  private final Membership membership;
  private final Owners<PresenceState> owners;
  private final Gate gate = new Gate(MOST_UNDER_WAY);
  private final Departures departures;
  private final Map<Channel, PresenceRoom> rooms = new HashMap<>();
  private PresenceListener listener;
  private long timer = -1;

  /**
   * @param patience after which the outcome of a step is unknown
   */
  public ClusterPresence(Cluster cluster, Duration patience) {
    IMap<String, PresenceState> map = cluster.hazelcast().getMap(ClusterMaps.PRESENCE);
    this.cluster = cluster;
    this.membership = cluster.membership();
    this.owners = new Owners<>(cluster, map, patience);
    this.departures = new Departures(cluster, owners, map);
  }

  @Override
  public Future<Void> start(PresenceListener toldListener) {
    return cluster.onLoop(
        () -> {
          listener = toldListener;
          departures.start(listener);
          timer = cluster.vertx().setPeriodic(RETRY_MILLIS, any -> retry());
          cluster.listen(new Events());
          return Future.succeededFuture();
        });
  }

  @Override
  public Future<Void> add(Channel channel, ClientInfo info) {
    return cluster.onLoop(() -> room(channel).enter(info));
  }

  @Override
  public Future<Void> remove(Channel channel, String client) {
    return cluster.onLoop(() -> room(channel).leave(client));
  }

  @Override
  public Future<Map<String, ClientInfo>> clients(Channel channel) {
    return ask(channel, false)
        .map(
            there -> {
              Map<String, ClientInfo> clients = new LinkedHashMap<>();
              there.clients().forEach(client -> clients.put(client.client(), client));
              return clients;
            });
  }

  @Override
  public Future<Count> count(Channel channel) {
    return ask(channel, true).map(PresentClients::count);
  }

  @Override
  public Future<Void> close() {
    return cluster.onLoop(
        () -> {
          departures.stop();
          cluster.vertx().cancelTimer(timer);
          return quiet(CLOSE_PATIENCE_MILLIS);
        });
  }

  // The last ones leave while the node goes down: their owners have to hear of it.
  private Future<Void> quiet(long patienceMillis) {
    if (patienceMillis <= 0 || rooms.values().stream().noneMatch(PresenceRoom::isBusy)) {
      return Future.succeededFuture();
    }
    Promise<Void> quiet = Promise.promise();
    cluster
        .vertx()
        .setTimer(LOOK_MILLIS, any -> quiet(patienceMillis - LOOK_MILLIS).onComplete(quiet));
    return quiet.future();
  }

  private Future<PresentClients> ask(Channel channel, boolean countOnly) {
    return cluster
        .onLoop(() -> owners.ask(channel.name(), new ReadPresence(membership.alive(), countOnly)))
        .map(there -> there == null ? new PresentClients() : there);
  }

  private PresenceRoom room(Channel channel) {
    return rooms.computeIfAbsent(
        channel, name -> new PresenceRoom(name, membership, owners, gate, listener, rooms::remove));
  }

  private void retry() {
    if (membership.isSound()) {
      List.copyOf(rooms.values()).forEach(PresenceRoom::proceed);
    }
  }

  private final class Events implements ClusterListener {
    @Override
    public void onLeft(Peer peer) {
      departures.note(peer);
    }

    // The others have taken this node for dead, and their state counts.
    @Override
    public void onMerged() {
      List.copyOf(rooms.values()).forEach(room -> room.restore(true));
    }

    // Entries may have died with their owner; nobody was told that their clients are gone.
    @Override
    public void onDoubt() {
      List.copyOf(rooms.values()).forEach(room -> room.restore(false));
    }
  }
}
