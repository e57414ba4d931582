package io.carillon.gateway.dashboard;

import io.carillon.gateway.metrics.Totals;
import io.vertx.core.json.JsonObject;

/**
 * What got lost at this node, for good or for a moment, since when, and when the last time. Looked
 * at once a second; confined to the dashboard's thread.
 */
final class Losses {
  private final Events events;
  private final Growth broken = new Growth("broken");
  private final Growth lost = new Growth("lost");
  private final Growth repaired = new Growth("repaired");

  Losses(Events events) {
    this.events = events;
  }

  /** Adds them to a snapshot, and tells all pages of what is lost for good. */
  void addTo(Totals now, JsonObject snapshot) {
    long at = snapshot.getLong("at");
    long more = broken.look(now.broken(), at);
    lost.look(now.lost(), at);
    repaired.look(now.repaired(), at);
    broken.addTo(snapshot);
    lost.addTo(snapshot);
    repaired.addTo(snapshot);
    if (more > 0) {
      String streams = more == 1 ? "1 stream has" : more + " streams have";
      events.add("lost", streams + " a gap that cannot be repaired, or began anew");
    }
  }

  /** A count, and when it grew. */
  private static final class Growth {
    private final String name;
    private long count;
    private long since;
    private long last;

    Growth(String name) {
      this.name = name;
    }

    long look(long now, long at) {
      long more = now - count;
      count = now;
      if (more > 0) {
        since = since == 0 ? at : since;
        last = at;
      }
      return more;
    }

    void addTo(JsonObject snapshot) {
      snapshot.put(name, count);
      if (last != 0) {
        snapshot.put(name + "Since", since).put(name + "Last", last);
      }
    }
  }
}
