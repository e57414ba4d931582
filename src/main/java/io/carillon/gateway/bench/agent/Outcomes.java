package io.carillon.gateway.bench.agent;

import io.carillon.gateway.bench.BenchException;
import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Event;
import io.carillon.gateway.bench.Failure;
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
import java.util.stream.Collectors;

/** Adds up what agents saw. */
final class Outcomes {
  private Outcomes() {}

  /**
   * One outcome of the whole plan, by the clock of the coordinator and from when the first agent
   * was prepared.
   *
   * @param told by each agent; null where one did not survive
   * @throws BenchException when none did
   */
  static Outcome merge(Plan plan, List<AgentPart> agents, List<Outcome> told) {
    List<Outcome> found = new ArrayList<>();
    for (int i = 0; i < told.size(); i++) {
      found.add(told.get(i) == null ? null : ours(told.get(i), agents.get(i).machine()));
    }
    long began =
        found.stream().filter(Objects::nonNull).mapToLong(Outcome::startedAtMillis).min().orElse(0);
    found.replaceAll(one -> one == null ? null : since(began, one));
    Outcome first =
        found.stream()
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow(() -> new BenchException(problems(agents)));
    List<Part> parts = new ArrayList<>();
    for (int side = 0; side < first.parts().size(); side++) {
      List<Part> same = new ArrayList<>();
      for (int i = 0; i < found.size(); i++) {
        same.add(
            found.get(i) == null
                ? lost(agents.get(i), first.parts().get(side).name())
                : found.get(i).parts().get(side));
      }
      parts.add(Part.merge(same));
    }
    return new Outcome(
        plan.withoutSecrets(),
        first.startedAtMillis(),
        parts,
        events(agents, found),
        found.stream().filter(Objects::nonNull).flatMap(one -> one.nodes().stream()).toList());
  }

  private static String problems(List<AgentPart> agents) {
    return agents.stream()
        .map(agent -> agent.machine().problem())
        .collect(Collectors.joining(", "));
  }

  // The same by our clock.
  private static Outcome ours(Outcome outcome, Machine machine) {
    long offset = TimeUnit.NANOSECONDS.toMillis(machine.clockOffsetNanos());
    return new Outcome(
        outcome.plan(),
        outcome.startedAtMillis() + offset,
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
