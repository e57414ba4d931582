package io.carillon.gateway.dashboard;

import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The last events, so many in all and so many of a kind, so that a storm of one kind leaves the
 * others where they are. For one thread at a time.
 */
final class RecentEvents {
  /** What is told under one id within this is one event; later it has happened again. */
  private static final long ONE_EVENT_MILLIS = 10_000;

  private final int most;
  private final int mostOfKind;
  private final Deque<Numbered> kept = new ArrayDeque<>();
  private long last;

  RecentEvents(int most, int mostOfKind) {
    this.most = most;
    this.mostOfKind = mostOfKind;
  }

  /** Returns whether it was not known. */
  boolean add(JsonObject event) {
    if (kept.stream().anyMatch(known -> isSame(known.event, event))) {
      return false;
    }
    kept.addLast(new Numbered(++last, event));
    String kind = event.getString("kind");
    if (kept.stream().filter(known -> known.isOf(kind)).count() > mostOfKind) {
      removeOldest(kind);
    }
    if (kept.size() > most) {
      kept.removeFirst();
    }
    return true;
  }

  private static boolean isSame(JsonObject left, JsonObject right) {
    return left.getString("id").equals(right.getString("id"))
        && Math.abs(left.getLong("at") - right.getLong("at")) < ONE_EVENT_MILLIS;
  }

  private void removeOldest(String kind) {
    for (Iterator<Numbered> oldest = kept.iterator(); oldest.hasNext(); ) {
      if (oldest.next().isOf(kind)) {
        oldest.remove();
        return;
      }
    }
  }

  /** The number of the last one; they count from 1. */
  long last() {
    return last;
  }

  /** Those that are kept of the ones behind that number, oldest first. */
  List<JsonObject> since(long number) {
    return kept.stream().filter(one -> one.number > number).map(Numbered::event).toList();
  }

  /** Those that are kept of the others. */
  List<JsonObject> until(long number) {
    return kept.stream().filter(one -> one.number <= number).map(Numbered::event).toList();
  }

  void clear() {
    kept.clear();
  }

  private record Numbered(long number, JsonObject event) {
    boolean isOf(String kind) {
      return event.getString("kind").equals(kind);
    }
  }
}
