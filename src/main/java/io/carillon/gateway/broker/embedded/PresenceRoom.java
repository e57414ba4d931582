package io.carillon.gateway.broker.embedded;

import io.carillon.gateway.broker.PresenceListener;
import io.carillon.gateway.broker.embedded.state.ChangePresence;
import io.carillon.gateway.broker.embedded.state.PresenceState;
import io.carillon.gateway.broker.embedded.state.PresentClients;
import io.carillon.gateway.broker.embedded.state.ReadPresence;
import io.carillon.gateway.broker.stream.Gate;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.cluster.Membership;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The clients of this node in one channel, and what its owner was told of them; one change is under
 * way at a time. Confined to one loop.
 */
final class PresenceRoom {
  private final Channel channel;
  private final Membership membership;
  private final Owners<PresenceState> owners;
  private final Gate gate;
  private final PresenceListener listener;
  private final BiConsumer<Channel, PresenceRoom> onOver;
  private final Map<String, ClientInfo> mine = new LinkedHashMap<>(2);
  private final Set<String> changed = new LinkedHashSet<>(2);

  /** Who is announced once more, if nobody but this node knew any longer. */
  private final Set<String> returning = new LinkedHashSet<>(2);

  private Promise<Void> next = Promise.promise();
  private boolean toGreet;
  private boolean busy;

  /**
   * @param onOver told when nobody of this node is left in it
   */
  PresenceRoom(
      Channel channel,
      Membership membership,
      Owners<PresenceState> owners,
      Gate gate,
      PresenceListener listener,
      BiConsumer<Channel, PresenceRoom> onOver) {
    this.channel = channel;
    this.membership = membership;
    this.owners = owners;
    this.gate = gate;
    this.listener = listener;
    this.onOver = onOver;
  }

  /** Done when the owner knows that the client is there. */
  Future<Void> enter(ClientInfo info) {
    mine.put(info.client(), info);
    return change(info.client());
  }

  /** Done when the owner knows that the client is gone. */
  Future<Void> leave(String client) {
    mine.remove(client);
    return change(client);
  }

  /** Whether a change is under way. */
  boolean isBusy() {
    return busy;
  }

  private Future<Void> change(String client) {
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

  /** Tells the owner what it was not told yet, or what it could not be told. */
  void proceed() {
    if (busy) {
      return;
    }
    if (!changed.isEmpty()) {
      busy = true;
      gate.enter(this::send);
    } else if (mine.isEmpty()) {
      onOver.accept(channel, this);
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
        .ask(channel.name(), new ReadPresence(membership.alive(), false))
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
