package io.carillon.gateway.bench.agent;

import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Event;
import io.carillon.gateway.bench.Failure;
import io.carillon.gateway.bench.Kind;
import io.carillon.gateway.bench.Latencies;
import io.carillon.gateway.bench.Machine;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Part;
import io.carillon.gateway.bench.Plan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Adds up what agents saw. */
final class Outcomes {
  private Outcomes() {}

  /**
   * One outcome of the whole plan, by the clock of the coordinator and from when the first agent
   * was prepared.
   *
   * @param openedAtMillis since 1970, when they were to begin: where none survived to tell it
   * @param told by each agent; null where one did not survive
   */
  static Outcome merge(Plan plan, long openedAtMillis, List<AgentPart> agents, List<Outcome> told) {
    List<Outcome> found = new ArrayList<>();
    for (int i = 0; i < told.size(); i++) {
      found.add(told.get(i) == null ? null : ours(told.get(i), agents.get(i).machine()));
    }
    long began =
        found.stream()
            .filter(Objects::nonNull)
            .mapToLong(Outcome::startedAtMillis)
            .min()
            .orElse(openedAtMillis);
    found.replaceAll(one -> one == null ? null : since(began, one));
    List<String> sides =
        plan.kind() == Kind.PROXY ? List.of(Part.DIRECT, Part.GATEWAY) : List.of("");
    List<Part> parts = new ArrayList<>();
    for (int side = 0; side < sides.size(); side++) {
      List<Part> same = new ArrayList<>();
      for (int i = 0; i < found.size(); i++) {
        same.add(
            found.get(i) == null
                ? lost(agents.get(i), sides.get(side))
                : found.get(i).parts().get(side));
      }
      parts.add(Part.merge(same));
    }
    return new Outcome(
        plan.withoutSecrets(),
        began,
        found.stream().filter(Objects::nonNull).mapToLong(Outcome::stoppedAtMillis).max().orElse(0),
        parts,
        events(agents, found),
        found.stream().filter(Objects::nonNull).flatMap(one -> one.nodes().stream()).toList());
  }

  // The same by our clock.
  private static Outcome ours(Outcome outcome, Machine machine) {
    long offset = TimeUnit.NANOSECONDS.toMillis(machine.clockOffsetNanos());
    return new Outcome(
        outcome.plan(),
        outcome.startedAtMillis() + offset,
        outcome.stoppedAtMillis(),
        outcome.parts(),
        outcome.events(),
        outcome.nodes());
  }

  // The same as if it had begun earlier.
  private static Outcome since(long began, Outcome outcome) {
    long later = outcome.startedAtMillis() - began;
    return new Outcome(
        outcome.plan(),
        began,
        outcome.early() ? outcome.stoppedAtMillis() + later : 0,
        outcome.parts().stream().map(part -> part.later(Math.round(later / 1e3))).toList(),
        outcome.events().stream()
            .map(event -> new Event(event.atMillis() + later, event.text()))
            .toList(),
        outcome.nodes());
  }

  private static List<Event> events(List<AgentPart> agents, List<Outcome> found) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i) != null) {
        String name = agents.get(i).machine().name();
        found.get(i).events().stream()
            .map(event -> new Event(event.atMillis(), name + ": " + event.text()))
            .forEach(events::add);
      }
    }
    events.sort(Comparator.comparingLong(Event::atMillis));
    return events;
  }

  // What it had counted went with it: nobody knows more than that its connections are gone.
  private static Part lost(AgentPart agent, String side) {
    Machine machine = agent.machine();
    long connections = machine.connections();
    boolean opened = agent.wasOpened();
    Counters counters =
        new Counters(
            connections,
            opened ? connections : 0,
            opened ? 0 : connections,
            0,
            0,
            opened ? connections : 0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0);
    return new Part(
        side,
        counters,
        Latencies.NONE,
        Latencies.NONE,
        Latencies.NONE,
        Latencies.NONE,
        Latencies.NONE,
        Latencies.NONE,
        Latencies.NONE,
        List.of(),
        List.of(new Failure(machine.problem(), 1)));
  }
}
