package io.carillon.gateway.broker.redis;

import io.carillon.gateway.broker.PresenceListener;
import io.carillon.gateway.broker.redis.PresenceSteps.Standing;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients of this node in the channels of one shard, and what Redis was told of them. One
 * change is under way at a time, and who comes and goes meanwhile is in the next. Confined to one
 * loop.
 */
final class PresenceRoster {
  private static final Logger LOG = LoggerFactory.getLogger(PresenceRoster.class);
  private static final int MOST_AT_ONCE = 256;

  private final PresenceSteps steps;
  private final PresenceListener listener;
  private final Map<Key, ClientInfo> mine = new LinkedHashMap<>();

  /** Of whom Redis has to be told, as they are then, with those who wait for that. */
  private final Map<Key, List<Waiting>> changed = new LinkedHashMap<>();

  /** Who is announced once Redis knows. */
  private final Set<Key> returning = new HashSet<>();

  private long number;
  private long known;
  private boolean busy;

  PresenceRoster(PresenceSteps steps, PresenceListener listener) {
    this.steps = steps;
    this.listener = listener;
  }

  /** A client in a channel. */
  record Key(Channel channel, String client) {}

  /**
   * Done when Redis knows that the client is there. Fails when it cannot be told now; the listener
   * hears of the client as soon as it could.
   */
  Future<Void> enter(Channel channel, ClientInfo info) {
    Key key = new Key(channel, info.client());
    mine.put(key, info);
    return change(key, new Waiting(Promise.promise(), false));
  }

  /** Done when Redis knows that the client is gone, however long that takes. */
  Future<Void> leave(Channel channel, String client) {
    Key key = new Key(channel, client);
    mine.remove(key);
    returning.remove(key);
    return change(key, new Waiting(Promise.promise(), true));
  }

  private Future<Void> change(Key key, Waiting waiting) {
    changed.computeIfAbsent(key, any -> new ArrayList<>(1)).add(waiting);
    proceed();
    return waiting.done().future();
  }

  /** Whether Redis knows all there is to know. */
  boolean isQuiet() {
    return !busy && changed.isEmpty();
  }

  /** Tells Redis what it was not told yet, or could not be told. */
  void proceed() {
    if (!busy && !changed.isEmpty()) {
      busy = true;
      send();
    }
  }

  /** Keeps the lease, and tells of those whose lease is over. */
  void beat() {
    proceed();
    if (mine.isEmpty() || known == 0) {
      return; // nothing is to be kept, or it is just being told
    }
    long asked = known;
    steps
        .beat(known)
        .onSuccess(
            beat -> {
              beat.gone().forEach(this::reap);
              // A change that is under way, or was meanwhile, finds out by itself.
              if (beat.standing() != Standing.KNOWN && known == asked && !busy) {
                restore(beat.standing());
                proceed();
              }
            })
        .onFailure(cause -> LOG.debug("no heartbeat of presence to Redis", cause));
  }

  private void send() {
    Map<Key, List<Waiting>> told = new LinkedHashMap<>();
    List<Key> going = new ArrayList<>();
    List<PresenceEntry> coming = new ArrayList<>();
    Iterator<Map.Entry<Key, List<Waiting>>> next = changed.entrySet().iterator();
    while (next.hasNext() && told.size() < MOST_AT_ONCE) {
      Map.Entry<Key, List<Waiting>> change = next.next();
      next.remove();
      Key key = change.getKey();
      told.put(key, change.getValue());
      ClientInfo info = mine.get(key);
      if (info == null) {
        going.add(key);
      } else {
        coming.add(new PresenceEntry(key.channel(), info));
      }
    }
    number++; // also after a failure: what was sent then may still come
    steps.change(number, known, going, coming).onComplete(answer -> settle(told, answer));
  }

  private void settle(Map<Key, List<Waiting>> told, AsyncResult<Standing> answer) {
    busy = false;
    if (answer.failed()) {
      told.forEach((key, waiting) -> changeAgain(key, refuse(key, waiting, answer.cause())));
      return; // the next heartbeat tries again
    }
    if (answer.result() == Standing.KNOWN) {
      known = number;
      told.forEach(this::tell);
    } else {
      told.forEach(this::changeAgain);
      restore(answer.result());
    }
    proceed();
  }

  private void tell(Key key, List<Waiting> waiting) {
    ClientInfo info = mine.get(key);
    if (returning.remove(key) && info != null) {
      listener.onBack(key.channel(), info);
    }
    waiting.forEach(one -> one.done().complete());
  }

  // Returns those who wait on.
  private List<Waiting> refuse(Key key, List<Waiting> waiting, Throwable cause) {
    List<Waiting> patient = new ArrayList<>(1);
    for (Waiting one : waiting) {
      if (one.leaves()) {
        patient.add(one);
      } else {
        one.done().fail(cause);
        if (mine.containsKey(key)) {
          returning.add(key);
        }
      }
    }
    return patient;
  }

  private void changeAgain(Key key, List<Waiting> waiting) {
    changed.merge(
        key,
        waiting,
        (later, earlier) -> {
          earlier.addAll(later);
          return earlier;
        });
  }

  // Redis is told of everybody again. Subscribers are told only of those who were given up.
  private void restore(Standing standing) {
    known = 0;
    for (Key key : mine.keySet()) {
      if (changed.putIfAbsent(key, new ArrayList<>(1)) == null && standing == Standing.GONE) {
        returning.add(key);
      }
    }
  }

  // In small parts, so that Redis is not held up, until nobody is left.
  private void reap(String node) {
    steps
        .reap(node)
        .onSuccess(
            entries -> {
              entries.forEach(entry -> listener.onGone(entry.channel(), entry.info()));
              if (!entries.isEmpty()) {
                reap(node);
              }
            })
        // Whoever looks after the shard is told of the node with each heartbeat until nobody is
        // left.
        .onFailure(cause -> LOG.debug("clients are not reaped node={}", node, cause));
  }

  /**
   * Somebody who wants to know when Redis does.
   *
   * @param leaves whether that is about a client who left
   */
  private record Waiting(Promise<Void> done, boolean leaves) {}
}
