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
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;

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
  private final Map<Channel, Room> rooms = new HashMap<>();
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
    return onLoop(
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
    return onLoop(
        () -> {
          departures.stop();
          cluster.vertx().cancelTimer(timer);
          return quiet(CLOSE_PATIENCE_MILLIS);
        });
  }

  // The last ones leave while the node goes down: their owners have to hear of it.
  private Future<Void> quiet(long patienceMillis) {
    if (patienceMillis <= 0 || rooms.values().stream().noneMatch(room -> room.busy)) {
      return Future.succeededFuture();
    }
    Promise<Void> quiet = Promise.promise();
    cluster
        .vertx()
        .setTimer(LOOK_MILLIS, any -> quiet(patienceMillis - LOOK_MILLIS).onComplete(quiet));
    return quiet.future();
  }

  private Future<PresentClients> ask(Channel channel, boolean countOnly) {
    return onLoop(() -> owners.ask(channel.name(), new ReadPresence(alive(), countOnly)))
        .map(there -> there == null ? new PresentClients() : there);
  }

  private long[] alive() {
    return LongStream.concat(
            LongStream.of(membership.self()), membership.peers().stream().mapToLong(Peer::id))
        .toArray();
  }

  private void retry() {
    if (membership.isSound()) {
      List.copyOf(rooms.values()).forEach(Room::proceed);
    }
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> step) {
    Promise<T> done = Promise.promise();
    cluster
        .context()
        .runOnContext(
            none -> {
              try {
                step.get().onComplete(done);
              } catch (RuntimeException bug) {
                done.fail(bug);
              }
            });
    return done.future();
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

  /** The clients of this node in one channel; one change is under way at a time. */
  private final class Room {
    private final Channel channel;
    private final Map<String, ClientInfo> mine = new LinkedHashMap<>(2);
    private final Set<String> changed = new LinkedHashSet<>(2);

    /** Who is announced once more, if nobody but this node knew any longer. */
    private final Set<String> returning = new LinkedHashSet<>(2);

    private Promise<Void> next = Promise.promise();
    private boolean toGreet;
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

    /**
     * Tells the owner of all clients once more.
     *
     * @param afterSplit whether each side has told its own that the other is gone
     */
    void restore(boolean afterSplit) {
      changed.addAll(mine.keySet());
      returning.addAll(mine.keySet());
      toGreet |= afterSplit && membership.goesOnApart();
      proceed();
    }

    void proceed() {
      if (busy) {
        return;
      }
      if (!changed.isEmpty()) {
        busy = true;
        gate.enter(this::send);
      } else if (mine.isEmpty()) {
        rooms.remove(channel, this);
      }
    }

    private void send() {
      List<String> told = List.copyOf(changed);
      List<ClientInfo> coming = new ArrayList<>();
      List<String> going = new ArrayList<>();
      for (String client : told) {
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
      owners
          .ask(channel.name(), new ChangePresence(membership.self(), coming, going))
          .onComplete(answer -> settle(answer, told, done));
    }

    private void settle(AsyncResult<PresentClients> answer, List<String> told, Promise<Void> done) {
      busy = false;
      gate.leave();
      if (answer.succeeded()) {
        announce(answer.result().clients(), told);
        proceed();
        done.complete();
      } else {
        changed.addAll(told); // until the owner knows: see retry()
        done.fail(answer.cause());
      }
    }

    private void announce(List<ClientInfo> came, List<String> told) {
      for (ClientInfo client : came) {
        if (returning.contains(client.client()) && mine.containsKey(client.client())) {
          listener.onBack(channel, client);
        }
      }
      returning.removeAll(told);
      if (toGreet) {
        toGreet = false;
        greet();
      }
    }

    // Here it was told that the clients of the others were gone.
    private void greet() {
      owners
          .ask(channel.name(), new ReadPresence(alive(), false))
          .onSuccess(
              there -> {
                for (ClientInfo client : there == null ? List.<ClientInfo>of() : there.clients()) {
                  if (!mine.containsKey(client.client())) {
                    listener.onSeenAgain(channel, client);
                  }
                }
              });
    }
  }
}
