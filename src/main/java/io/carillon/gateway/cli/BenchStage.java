package io.carillon.gateway.cli;

import io.carillon.gateway.bench.BenchException;
import io.carillon.gateway.bench.Load;
import io.carillon.gateway.bench.Machine;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.agent.AgentAddress;
import io.carillon.gateway.bench.agent.Agents;
import io.carillon.gateway.bench.fault.FaultPlan;
import io.carillon.gateway.bench.fault.Faults;
import io.carillon.gateway.bench.load.Run;
import io.carillon.gateway.bench.report.Report;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of where a bench takes place and of what is done meanwhile. */
final class BenchStage {
  @Option(
      names = "--agents",
      paramLabel = "HOST:PORT",
      split = ",",
      description =
          "Machines that carry it out, on each of which bench agent runs; without it this one.")
  private List<String> addresses = List.of();

  @Option(
      names = "--agent-key",
      paramLabel = "KEY",
      defaultValue = "${env:CARILLON_BENCH_KEY:-}",
      description = "Their key; without it the environment's CARILLON_BENCH_KEY.")
  private String key;

  @Option(
      names = "--at",
      arity = "2",
      paramLabel = "TIME COMMAND",
      hideParamSyntax = true,
      description =
          "So long after messages began to flow, run this in the shell of this machine; then tell"
              + " what clients noticed. As often as wanted.")
  private List<String> commands = List.of();

  private Agents agents;
  private Faults faults;

  /** Prepares a load; throws {@link BenchException} when it cannot be. */
  Load load(Plan plan) {
    List<FaultPlan> wanted = faults(plan);
    List<AgentAddress> machines =
        addresses.stream().map(address -> AgentAddress.parse("--agents", address)).toList();
    if (!machines.isEmpty()) {
      agents = Agents.of(plan, machines, key);
    }
    faults = Faults.during(agents == null ? Run.of(plan) : agents, wanted);
    return faults;
  }

  /** All there is to tell of the load. */
  Report report(Outcome outcome) {
    List<Machine> machines = agents == null ? List.of() : agents.machines();
    return new Report(outcome, machines, faults.faults());
  }

  private List<FaultPlan> faults(Plan plan) {
    long end = plan.warmupMillis() + plan.times().durationMillis();
    List<FaultPlan> wanted = new ArrayList<>();
    for (int i = 0; i < commands.size(); i += 2) {
      long at = millis(commands.get(i));
      if (at >= end) {
        throw new BenchException(
            "--at: found " + commands.get(i) + ", wanted less than the " + end + " ms of the run");
      }
      wanted.add(new FaultPlan(at, commands.get(i + 1)));
    }
    return wanted;
  }

  private static long millis(String text) {
    try {
      return new BenchDuration().convert(text);
    } catch (TypeConversionException wrong) {
      throw new BenchException("--at: " + wrong.getMessage());
    }
  }
}
