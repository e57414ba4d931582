package io.carillon.gateway.session;

import io.netty.channel.EventLoop;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Tells the sessions of one loop that the node goes down, one after the other in no order, so that
 * the other nodes are not stormed. Each is told once; those that come meanwhile are told at the
 * end. Confined to the loop.
 */
final class Farewell {
  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final LoopServices services;
  private final Promise<Void> done;
  private final List<Session> sessions;
  private int told;

  Farewell(LoopServices services, Promise<Void> done) {
    this.services = services;
    this.done = done;
    sessions = new ArrayList<>(services.sessions().all());
    Collections.shuffle(sessions);
  }

  /** Begins, to be done after {@code spreadNanos}, sooner when there are few. */
  void begin(long spreadNanos) {
    services.heartbeat().unconnected().forEach(Session::shutDown);
    int rounds = (int) Math.max(1, spreadNanos / ROUND_NANOS);
    round(sessions.size() / rounds + 1);
  }

  private void round(int count) {
    int end = Math.min(sessions.size(), told + count);
    sessions.subList(told, end).forEach(Session::shutDown);
    told = end;
    EventLoop loop = services.shard().loop();
    if (told < sessions.size()) {
      loop.schedule(() -> round(count), ROUND_NANOS, TimeUnit.NANOSECONDS);
    } else {
      tellLateComers();
      done.complete();
    }
  }

  // Telling somebody twice is telling once: closing is done already.
  private void tellLateComers() {
    services.sessions().all().forEach(Session::shutDown);
    services.heartbeat().unconnected().forEach(Session::shutDown);
  }
}
