package io.carillon.gateway.trace;

import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * What one watcher sees of one thing, while its time lasts. Made by {@link Tracer}; callable from
 * any thread. Its lock is held for moments only, and by nobody while nobody watches.
 */
final class Lease {
  static final int MOST_PER_SECOND = 100;
  private static final long SECOND_NANOS = 1_000_000_000;

  private final TraceFilter filter;
  private volatile long until;

  private final List<TraceEvent> events = new ArrayList<>();

  /** Where the fan-outs of publications stand in {@link #events}: each loop adds to one event. */
  private final IdentityHashMap<Publication, Integer> fanouts = new IdentityHashMap<>();

  private long second = System.nanoTime();
  private int taken;
  private long lost;

  /** How much of {@link #events} and {@link #lost} was told, and in which answer. */
  private int told;

  private long toldLost;
  private long toldIn;

  Lease(TraceFilter filter) {
    this.filter = filter;
  }

  TraceFilter filter() {
    return filter;
  }

  void renew(long untilNanos) {
    until = untilNanos;
  }

  boolean isOver(long now) {
    return now - until > 0;
  }

  /**
   * Takes an event if it is about what is watched.
   *
   * @param data of the publication that it is about, which is for those who watch its channel; null
   *     for none
   */
  void offer(TraceEvent event, Payload data) {
    if (filter.matches(event)) {
      take(event, data);
    }
  }

  private synchronized void take(TraceEvent event, Payload data) {
    if (hasRoom()) {
      events.add(shown(event, data));
    }
  }

  /** Takes what one loop did for a publication, if its channel is watched. */
  void offerFanout(TraceEvent event, Publication publication) {
    if (filter.what() == TraceFilter.Kind.CHANNEL && filter.matches(event)) {
      takeFanout(event, publication);
    }
  }

  private synchronized void takeFanout(TraceEvent event, Publication publication) {
    Integer place = fanouts.get(publication);
    if (place != null) {
      TraceEvent before = events.get(place);
      events.set(
          place,
          before
              .times(before.count() + event.count())
              .after(Math.max(before.latencyMillis(), event.latencyMillis())));
    } else if (hasRoom()) {
      fanouts.put(publication, events.size());
      events.add(shown(event, publication.data()));
    }
  }

  /**
   * What was taken since the last answer that was heard.
   *
   * @param number of this answer
   * @param heard number of the last answer that came to whoever watches
   */
  synchronized Traced drain(long number, long heard) {
    if (heard == toldIn) {
      events.subList(0, told).clear();
      lost -= toldLost;
    }
    fanouts.clear(); // their places are others now, and what was told does not change
    told = events.size();
    toldLost = lost;
    toldIn = number;
    return new Traced(filter, List.copyOf(events), lost);
  }

  private boolean hasRoom() {
    long now = System.nanoTime();
    if (now - second >= SECOND_NANOS) {
      second = now;
      taken = 0;
    }
    // What nobody drains must not grow either.
    if (taken >= MOST_PER_SECOND || events.size() >= 5 * MOST_PER_SECOND) {
      lost++;
      return false;
    }
    taken++;
    return true;
  }

  private TraceEvent shown(TraceEvent event, Payload data) {
    if (data == null || filter.what() != TraceFilter.Kind.CHANNEL) {
      return event;
    }
    String head = head(data);
    return event.saying(event.detail().isEmpty() ? head : event.detail() + " " + head);
  }

  private static String head(Payload data) {
    if (data.kind() == Payload.Kind.BINARY) {
      return "(binary)";
    }
    // No character is longer than four bytes; one that is cut in two is cut away with the rest.
    int most = Math.min(data.size(), 4 * TraceEvent.MOST_CHARACTERS);
    return new String(Arrays.copyOf(data.bytes(), most), StandardCharsets.UTF_8);
  }
}
