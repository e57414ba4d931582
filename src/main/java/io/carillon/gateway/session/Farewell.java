package io.carillon.gateway.session;

import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Tells the sessions of one loop that the node goes down, one after the other in no order, so that
 * the other nodes are not stormed. Each is told once; those that come meanwhile are told at the
 * end, and those that come later at once. Confined to the loop.
 */
final class Farewell {
  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final LoopServices services;
  private final Promise<Void> done;
  private final List<Session> sessions;
  private double perRound;
  private double due;
  private int next;
  private int told;

  Farewell(LoopServices services, Promise<Void> done) {
    this.services = services;
    this.done = done;
    sessions = new ArrayList<>(services.sessions().all());
    Collections.shuffle(sessions);
  }

  /** Begins, to be done after {@code spreadNanos}. */
  void begin(long spreadNanos) {
    services.heartbeat().unconnected().forEach(Session::shutDown);
    perRound = (double) sessions.size() / Math.max(1, spreadNanos / ROUND_NANOS);
    round();
  }

  private void round() {
    due += perRound;
    while (next < sessions.size() && (told < due || sessions.get(next).isOver())) {
      Session session = sessions.get(next++);
      if (!session.isOver()) {
        session.shutDown();
        told++;
      }
    }
    if (next < sessions.size()) {
      services.shard().loop().schedule(this::round, ROUND_NANOS, TimeUnit.NANOSECONDS);
    } else {
      tellLateComers();
      done.complete();
    }
  }

  // Telling somebody twice is telling once: closing is done already.
  private void tellLateComers() {
    services.sessions().close();
    services.sessions().all().forEach(Session::shutDown);
    services.heartbeat().unconnected().forEach(Session::shutDown);
  }
}
