package io.carillon.gateway.broker.embedded;

import com.hazelcast.map.IMap;
import io.carillon.gateway.broker.Presence;
import io.carillon.gateway.broker.PresenceListener;
import io.carillon.gateway.broker.embedded.state.ChangePresence;
import io.carillon.gateway.broker.embedded.state.PresenceState;
import io.carillon.gateway.broker.embedded.state.PresentClients;
import io.carillon.gateway.broker.embedded.state.ReadPresence;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.cluster.Cluster;
import io.carillon.gateway.cluster.ClusterListener;
import io.carillon.gateway.cluster.Membership;
import io.carillon.gateway.cluster.Peer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Who is subscribed on any node of a cluster. An entry counts as long as its node is in the
 * cluster. Callable from any thread; everything happens on one loop.
 */
public final class ClusterPresence implements Presence {
  private static final int MOST_UNDER_WAY = 256;

  private final Cluster cluster;
  private final Membership membership;
  private final Owners<PresenceState> owners;
  private final Gate gate = new Gate(MOST_UNDER_WAY);
  private final Departures departures;
  private final Map<Channel, Room> rooms = new HashMap<>();
  private PresenceListener listener;

  /**
   * @param patience after which the outcome of a step is unknown
   */
  public ClusterPresence(Cluster cluster, Duration patience) {
    IMap<String, PresenceState> map = cluster.hazelcast().getMap(ClusterMaps.PRESENCE);
    this.cluster = cluster;
    this.membership = cluster.membership();
    this.owners = new Owners<>(cluster, map, patience);
    this.departures = new Departures(cluster, map);
  }

  @Override
  public Future<Void> start(PresenceListener toldListener) {
    return onLoop(
        () -> {
          listener = toldListener;
          departures.start(listener);
          cluster.listen(
              new ClusterListener() {
                @Override
                public void onMerged() {
                  restoreAll();
                }

                @Override
                public void onDoubt() {
                  restoreAll();
                }

                @Override
                public void onLeft(Peer peer) {
                  departures.note(peer);
                }
              });
          return Future.succeededFuture();
        });
  }

  @Override
  public Future<Void> add(Channel channel, ClientInfo info) {
    return onLoop(
        () -> {
          Room room = rooms.computeIfAbsent(channel, Room::new);
          room.mine.put(info.client(), info);
          return room.change(info.client());
        });
  }

  @Override
  public Future<Void> remove(Channel channel, String client) {
    return onLoop(
        () -> {
          Room room = rooms.computeIfAbsent(channel, Room::new);
          room.mine.remove(client);
          return room.change(client);
        });
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
    departures.stop();
    return Future.succeededFuture();
  }

  private Future<PresentClients> ask(Channel channel, boolean countOnly) {
    return onLoop(() -> owners.ask(channel.name(), new ReadPresence(alive(), countOnly)));
  }

  private long[] alive() {
    return LongStream.concat(
            LongStream.of(membership.self()), membership.peers().stream().mapToLong(Peer::id))
        .toArray();
  }

  // The others may have taken this node for dead, or its entries died with their owner.
  private void restoreAll() {
    List.copyOf(rooms.values()).forEach(Room::restore);
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> step) {
    Promise<T> done = Promise.promise();
    cluster.context().runOnContext(none -> step.get().onComplete(done));
    return done.future();
  }

  /** The clients of this node in one channel; one change is under way at a time. */
  private final class Room {
    private final Channel channel;
    private final Map<String, ClientInfo> mine = new LinkedHashMap<>(2);
    private final List<String> changed = new ArrayList<>(1);
    private Promise<Void> next = Promise.promise();
    private boolean restoring;
    private boolean busy;

    Room(Channel channel) {
      this.channel = channel;
    }

    /** Done when the owner knows how it is with this client now. */
    Future<Void> change(String client) {
      changed.add(client);
      Future<Void> done = next.future();
      proceed();
      return done;
    }

    void restore() {
      changed.addAll(mine.keySet());
      restoring = true;
      proceed();
    }

    private void proceed() {
      if (!busy) {
        busy = true;
        gate.enter(this::send);
      }
    }

    private void send() {
      List<ClientInfo> coming = new ArrayList<>();
      List<String> going = new ArrayList<>();
      for (String client : changed.stream().distinct().toList()) {
        ClientInfo info = mine.get(client);
        if (info == null) {
          going.add(client);
        } else {
          coming.add(info);
        }
      }
      changed.clear();
      Promise<Void> done = next;
      next = Promise.promise();
      boolean restored = restoring;
      restoring = false;
      owners
          .ask(channel.name(), new ChangePresence(membership.self(), coming, going))
          .onComplete(
              answer -> {
                if (answer.succeeded() && restored) {
                  answer.result().clients().forEach(client -> listener.onBack(channel, client));
                }
                proceedAfter();
                if (answer.succeeded()) {
                  done.complete();
                } else {
                  done.fail(answer.cause());
                }
              });
    }

    private void proceedAfter() {
      gate.leave();
      if (!changed.isEmpty()) {
        gate.enter(this::send);
        return;
      }
      busy = false;
      if (mine.isEmpty()) {
        rooms.remove(channel, this);
      }
    }
  }
}
