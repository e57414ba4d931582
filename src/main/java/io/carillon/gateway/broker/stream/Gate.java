package io.carillon.gateway.broker.stream;

import java.util.ArrayDeque;

/**
 * Lets so many in at a time; the others wait in a row. Nothing else bounds what is asked of the
 * other nodes, or of Redis, at once. Confined to one loop.
 */
public final class Gate {
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private int free;
  private boolean draining;

  public Gate(int places) {
    free = places;
  }

  /** Runs {@code task}, now or later; it has to {@link #leave} when it has done. */
  public void enter(Runnable task) {
    if (free > 0 && waiting.isEmpty()) {
      free--;
      task.run();
    } else {
      waiting.add(task);
    }
  }

  /** One that was let in has done. */
  public void leave() {
    free++;
    if (draining) {
      return; // a task that ended at once: the loop below goes on, and not deeper
    }
    draining = true;
    while (free > 0 && !waiting.isEmpty()) {
      free--;
      waiting.poll().run();
    }
    draining = false;
  }
}
