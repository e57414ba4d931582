package io.carillon.gateway.broker.embedded;

import java.util.ArrayDeque;

/**
 * Lets so many in at a time; the others wait in a row. Nothing else bounds what is asked of the
 * cluster at once. Confined to one loop.
 */
final class Gate {
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private int free;

  Gate(int places) {
    free = places;
  }

  /** Runs {@code task}, now or later; it has to {@link #leave} when it has done. */
  void enter(Runnable task) {
    if (free > 0) {
      free--;
      task.run();
    } else {
      waiting.add(task);
    }
  }

  void leave() {
    Runnable next = waiting.poll();
    if (next == null) {
      free++;
    } else {
      next.run();
    }
  }
}
