package io.carillon.gateway.session;

import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.protocol.Command;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The commands of a Centrifuge client, in order and at the pace at which it reads the answers: when
 * half of its bound waits for it, nothing more is read from it until that has left. A client that
 * does not read it within the pong timeout is slow. Confined to the session's loop.
 */
final class Inbox {
  private final CentrifugeSession session;
  private ArrayDeque<Command> waiting;
  private boolean held;

  Inbox(CentrifugeSession session) {
    this.session = session;
  }

  /** Carries out what may be carried out; the rest waits. */
  void take(List<Command> commands) {
    if (waiting == null) {
      waiting = new ArrayDeque<>(commands);
    } else {
      waiting.addAll(commands);
    }
    carryOut();
  }

  /** Nothing is carried out or read until {@link #release}. */
  void hold() {
    held = true;
    session.outlet().pauseReading();
  }

  /** Goes on. */
  void release() {
    held = false;
    session.outlet().resumeReading();
    carryOut();
  }

  boolean isHeld() {
    return held;
  }

  /** Whether there is such a one among the commands that wait. */
  boolean hasWaiting(Predicate<Command> which) {
    return waiting != null && waiting.stream().anyMatch(which);
  }

  private void carryOut() {
    while (waiting != null && !held && session.outlet().isOpen()) {
      Command next = waiting.poll();
      if (next == null) {
        waiting = null;
      } else if (!session.outlet().hasRoom()) {
        waiting.addFirst(next);
        awaitRoom();
      } else if (!session.onCommand(next)) {
        session.disconnect(CloseCode.BAD_REQUEST);
      }
    }
  }

  private void awaitRoom() {
    hold();
    ScheduledFuture<?> deadline =
        session
            .loop()
            .schedule(
                () -> session.disconnect(CloseCode.SLOW),
                session.services().limits().pongTimeout().toNanos(),
                TimeUnit.NANOSECONDS);
    session
        .outlet()
        .whenSent(
            () -> {
              deadline.cancel(false);
              if (session.outlet().isOpen()) {
                release();
              }
            });
  }
}
