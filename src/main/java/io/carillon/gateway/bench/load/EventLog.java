package io.carillon.gateway.bench.load;

import io.carillon.gateway.bench.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What happened once in a run. Callable from any thread. */
final class EventLog {
  private final Clock clock;
  private final Phases phases;
  private final List<Event> events = new ArrayList<>();
  private boolean lost;

  EventLog(Clock clock, Phases phases) {
    this.clock = clock;
    this.phases = phases;
  }

  synchronized void add(String text) {
    long nanos = Math.max(0, clock.now() - phases.began());
    events.add(new Event(TimeUnit.NANOSECONDS.toMillis(nanos), text));
  }

  /** A connection was lost; the first is an event, the others are counted elsewhere. */
  synchronized void lost(String why) {
    if (!lost) {
      lost = true;
      add("the first connection was lost: " + why);
    }
  }

  synchronized List<Event> all() {
    return List.copyOf(events);
  }
}
