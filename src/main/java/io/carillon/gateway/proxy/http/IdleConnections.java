package io.carillon.gateway.proxy.http;

import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.upstream.Upstreams;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Connections to targets that wait for their next request; not counted at their targets meanwhile.
 * One per event loop and confined to it.
 */
public final class IdleConnections {
  private static final Deque<TargetConnection> NONE = new ArrayDeque<>(0);

  private final Upstreams upstreams;
  private final Map<Target, Deque<TargetConnection>> waiting = new HashMap<>();

  IdleConnections(Upstreams upstreams) {
    this.upstreams = upstreams;
  }

  /**
   * The one used last, so that those not needed grow old; null when there is none. Whoever was
   * trusted under other rules for TLS is not trusted any more.
   *
   * @param target whose connection has been counted for the caller
   */
  TargetConnection take(Target target) {
    Deque<TargetConnection> connections = waiting.getOrDefault(target, NONE);
    for (TargetConnection one = connections.pollFirst();
        one != null;
        one = connections.pollFirst()) {
      target.tally().idle(-1);
      if (!upstreams.isCurrent(one.upstream())) {
        one.close();
      } else if (one.wake()) {
        return one;
      }
    }
    return null;
  }

  /**
   * Whether it is kept.
   *
   * @param most connections to keep per target
   */
  boolean put(TargetConnection connection, int most) {
    Target target = connection.target();
    if (waiting.getOrDefault(target, NONE).size() >= most
        || !upstreams.isCurrent(connection.upstream())) {
      return false;
    }
    waiting.computeIfAbsent(target, first -> new ArrayDeque<>()).addFirst(connection);
    target.tally().idle(1);
    return true;
  }

  /** Forgets one that has closed, or grown old. */
  void remove(TargetConnection connection) {
    Deque<TargetConnection> connections = waiting.get(connection.target());
    if (connections != null) {
      if (connections.remove(connection)) {
        connection.target().tally().idle(-1);
      }
      if (connections.isEmpty()) {
        waiting.remove(connection.target());
      }
    }
  }

  /** How many wait. */
  public int size() {
    return waiting.values().stream().mapToInt(Deque::size).sum();
  }

  /** Closes all of them. */
  public void close() {
    List<TargetConnection> all = new ArrayList<>();
    waiting.values().forEach(all::addAll);
    all.forEach(TargetConnection::close);
  }
}
