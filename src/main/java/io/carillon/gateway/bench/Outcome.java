package io.carillon.gateway.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What came of a run.
 *
 * @param plan without secrets
 * @param startedAtMillis since 1970, when the first connection was tried
 * @param stoppedAtMillis when it was ended early, since it began; 0 when it was not
 * @param parts one, or of {@link Kind#PROXY} two: direct, and through the gateway
 * @param events in the order of time
 * @param nodes what these used of their processors; those that did not tell left out
 */
public record Outcome(
    Plan plan,
    long startedAtMillis,
    long stoppedAtMillis,
    List<Part> parts,
    List<Event> events,
    List<NodeCpu> nodes) {
  public Outcome {
    parts = List.copyOf(parts);
    events = List.copyOf(events);
    nodes = List.copyOf(nodes);
  }

  /** Whether nothing went wrong: all connections were made, and all messages arrived as sent. */
  public boolean clean() {
    return parts.stream().allMatch(part -> part.counters().clean());
  }

  /** Whether it was ended before its time. */
  public boolean early() {
    return stoppedAtMillis > 0;
  }

  /** The same with one more event in its place. */
  public Outcome with(Event event) {
    List<Event> more = new ArrayList<>(events);
    more.add(event);
    more.sort(Comparator.comparingLong(Event::atMillis));
    return new Outcome(plan, startedAtMillis, stoppedAtMillis, parts, more, nodes);
  }
}
