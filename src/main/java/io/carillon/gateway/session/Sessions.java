package io.carillon.gateway.session;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.UnsubscribeCode;
import io.carillon.gateway.hub.HubShard;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * All sessions of this node, on all of its loops. Callable from any thread; what is asked for is
 * done on each loop.
 */
public final class Sessions {
  private final List<LoopServices> loops = new CopyOnWriteArrayList<>();
  private volatile Consumer<ClientInfo> onSlow = info -> {};

  /** Who hears of clients that lose their connections since they are slow; on their loops. */
  public void onSlow(Consumer<ClientInfo> listener) {
    onSlow = listener;
    loops.forEach(services -> services.sessions().onSlow(listener));
  }

  /** A loop begins to serve. */
  public void add(LoopServices services) {
    services.sessions().onSlow(onSlow);
    loops.add(services);
  }

  /** How many {@code who} means. */
  public Future<Integer> count(SessionTable.Target who) {
    return onEachLoop(services -> services.sessions().find(who).size())
        .map(counts -> counts.stream().mapToInt(Integer::intValue).sum());
  }

  /** Hangs up on those that {@code who} means. Done when their close frames are written. */
  public Future<Void> disconnect(SessionTable.Target who, int code, String reason) {
    return forEach(who, session -> done(() -> session.disconnect(code, reason)));
  }

  /**
   * Subscribes those that {@code who} means. Done when they miss nothing any more, those left out
   * that cannot be subscribed.
   *
   * @param recoverFrom where they stood; null for no recovery
   */
  public Future<Void> subscribe(
      SessionTable.Target who, Channel channel, StreamPosition recoverFrom) {
    return forEach(who, session -> ServerSubscriptions.begin(session, channel, recoverFrom));
  }

  /** Unsubscribes those that {@code who} means. */
  public Future<Void> unsubscribe(SessionTable.Target who, Channel channel) {
    return forEach(
        who, session -> session.subscriptions().endByServer(channel, UnsubscribeCode.SERVER));
  }

  /**
   * Lets those that {@code who} means stay until another time, and tells them; hangs up on them
   * when it has passed.
   *
   * @param expireAt seconds since 1970; 0 for ever
   * @param info that others see of them from now on; null for the same as before
   */
  public Future<Void> refresh(SessionTable.Target who, long expireAt, Payload info) {
    return forEach(who, session -> done(() -> session.refreshByServer(expireAt, info)));
  }

  /** The channels heard on this node, with the number of their subscribers. */
  public Future<Map<Channel, Integer>> channels() {
    return onEachLoop(services -> services.shard().counts())
        .map(
            counts -> {
              Map<Channel, Integer> sum = new HashMap<>();
              counts.forEach(
                  one -> one.forEach((channel, count) -> sum.merge(channel, count, Integer::sum)));
              return sum;
            });
  }

  /** Those that most waits for, with the most first. */
  public Future<List<ClientView>> slowest(int most) {
    return onEachLoop(services -> services.sessions().laggards().worst(most))
        .map(
            all ->
                all.stream()
                    .flatMap(List::stream)
                    .sorted(Comparator.comparingLong(ClientView::queuedBytes).reversed())
                    .limit(most)
                    .toList());
  }

  /** Clients whose id or user begins with a text, in no order. */
  public Future<List<ClientView>> search(String begin, int most) {
    return Future.all(
            loops.stream().map(services -> new ClientSearch(services, begin, most).run()).toList())
        .map(
            all ->
                all.<List<ClientView>>list().stream().flatMap(List::stream).limit(most).toList());
  }

  /** How many clients and users there are on this node. */
  public Future<Count> count() {
    return onEachLoop(services -> services.sessions().all())
        .map(
            all -> {
              Set<String> users = new HashSet<>();
              int clients = 0;
              for (List<Session> sessions : all) {
                clients += sessions.size();
                sessions.forEach(session -> users.add(session.info().user()));
              }
              return new Count(clients, users.size());
            });
  }

  /**
   * Tells every client that the node goes down, in its own words, and asks it to come back; one
   * after the other, so that the other nodes are not stormed. May be called again, with less time.
   *
   * @param spread over which they are told; zero for all at once
   * @return done when the last has been told
   */
  public Future<Void> shutDown(Duration spread) {
    List<Future<Void>> told = new ArrayList<>();
    for (LoopServices services : loops) {
      Promise<Void> all = Promise.promise();
      services.shard().loop().execute(() -> new Farewell(services, all).begin(spread.toNanos()));
      told.add(all.future());
    }
    return Future.all(told).mapEmpty();
  }

  private Future<Void> forEach(SessionTable.Target who, Function<Session, Future<Void>> action) {
    return onEachLoop(
            services -> Future.join(services.sessions().find(who).stream().map(action).toList()))
        .compose(Future::join)
        .mapEmpty();
  }

  private static Future<Void> done(Runnable action) {
    action.run();
    return Future.succeededFuture();
  }

  private <T> Future<List<T>> onEachLoop(Function<LoopServices, T> question) {
    List<Future<T>> answers = new ArrayList<>();
    for (LoopServices services : loops) {
      Promise<T> answer = Promise.promise();
      HubShard shard = services.shard();
      shard
          .loop()
          .execute(
              () -> {
                try {
                  answer.complete(question.apply(services));
                } catch (RuntimeException bug) {
                  answer.fail(bug);
                }
              });
      answers.add(answer.future());
    }
    return Future.all(answers).map(all -> all.list());
  }

  /**
   * How many.
   *
   * @param users distinct; all the anonymous are one
   */
  public record Count(int clients, int users) {}
}
