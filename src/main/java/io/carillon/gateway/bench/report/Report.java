package io.carillon.gateway.bench.report;

import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Fault;
import io.carillon.gateway.bench.Kind;
import io.carillon.gateway.bench.Machine;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * All there is to tell of a run.
 *
 * @param machines that carried it out; empty when this one did
 * @param faults that were asked for, in the order of time
 */
public record Report(Outcome outcome, List<Machine> machines, List<Fault> faults) {
  public Report {
    machines = List.copyOf(machines);
    faults = List.copyOf(faults);
  }

  /** Of a run on this machine to which nothing was done. */
  public static Report of(Outcome outcome) {
    return new Report(outcome, List.of(), List.of());
  }

  /** Whether everything went as it should: the exit code of a bench. */
  public boolean good() {
    return problems().isEmpty();
  }

  /** That in a few words, and whether it is all of the run. */
  public String verdict() {
    if (good()) {
      return outcome.early() ? "ended early, all well so far" : "all well";
    }
    return outcome.early() ? "ended early, not well" : "not well";
  }

  /** What did not go as it should, a line for each kind of it. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (Part part : outcome.parts()) {
      Counters counters = part.counters();
      String where = part.name().isEmpty() ? "" : " (" + part.name() + ")";
      add(problems, counters.lost(), "lost" + where);
      add(problems, counters.duplicated(), "doubled" + where);
      add(problems, counters.outOfOrder(), "out of order" + where);
      add(problems, counters.refused(), "refused" + where);
      connections(problems, counters.failed(), "not made" + where);
      if (faults.stream().noneMatch(Fault::ran)) { // else they were to be lost
        connections(problems, counters.closed(), "lost on the way" + where);
      }
      connections(problems, counters.gone(), "gone at the end" + where);
      if (counters.received() == 0 && isWaitedFor(counters)) {
        problems.add("nothing was received" + where);
      }
    }
    for (Machine machine : machines) {
      if (!machine.problem().isEmpty()) {
        problems.add("machine " + machine.name() + ": " + machine.problem());
      }
    }
    for (Fault fault : faults) {
      if (!fault.worked()) {
        problems.add(fault.command() + ": " + fault.ending());
      }
    }
    return problems;
  }

  // Who was ended before anything was sent missed nothing, and of agents that went nobody knows.
  private boolean isWaitedFor(Counters counters) {
    boolean told = machines.isEmpty() || machines.stream().anyMatch(one -> one.problem().isEmpty());
    boolean begun = !outcome.early() || counters.sent() > 0;
    return outcome.plan().kind() != Kind.CONNECT && told && begun;
  }

  private static void connections(List<String> problems, long count, String what) {
    add(problems, count, (count == 1 ? "connection " : "connections ") + what);
  }

  private static void add(List<String> problems, long count, String what) {
    if (count > 0) {
      problems.add(Numbers.count(count) + " " + what);
    }
  }
}
