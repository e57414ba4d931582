package io.carillon.gateway.bench.agent;

import io.carillon.gateway.bench.Machine;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Sent;
import io.vertx.core.Future;

/**
 * The part of one agent in a run. Once it has begun, its end is no failure any more but something
 * to tell. Confined to the loop of the coordinator; what is known of the machine is read anywhere.
 */
final class AgentPart {
  private final RemoteLoad load;
  private volatile Machine machine;
  private boolean opened;

  AgentPart(RemoteLoad load) {
    this.load = load;
    machine = new Machine(load.address().toString(), 0, 0, 0, "");
  }

  Machine machine() {
    return machine;
  }

  RemoteLoad load() {
    return load;
  }

  /** Whether its connections were made before it ended. */
  boolean wasOpened() {
    return opened;
  }

  /** Compares clocks before the run. */
  Future<Long> compareClocks() {
    return load.compareClocks()
        .map(
            clocks -> {
              machine =
                  new Machine(machine.name(), 0, clocks.offsetNanos(), clocks.errorNanos(), "");
              return clocks.offsetNanos();
            });
  }

  Future<Void> prepare(Plan plan) {
    machine = machine.withConnections(plan.crowd().amount());
    return load.prepare(plan);
  }

  Future<Void> open(long at) {
    return survive(
        load.open(at)
            .map(
                done -> {
                  opened = true;
                  return null;
                }),
        null);
  }

  Future<Sent> run(long at) {
    return survive(load.run(at), Sent.NOTHING);
  }

  /** Compares clocks once more, since they drift; the outcome is null when it did not survive. */
  Future<Outcome> finish(Sent sent) {
    return survive(
        load.compareClocks().map(this::drifted).compose(told -> load.finish(sent)), null);
  }

  private Void drifted(ClockComparison clocks) {
    long drift = Math.abs(clocks.offsetNanos() - machine.clockOffsetNanos());
    machine =
        machine.withClockError(Math.max(machine.clockErrorNanos(), clocks.errorNanos() + drift));
    return null;
  }

  private <T> Future<T> survive(Future<T> phase, T otherwise) {
    return phase.recover(
        failure -> {
          if (machine.problem().isEmpty()) {
            machine = machine.withProblem(failure.getMessage());
          }
          return Future.succeededFuture(otherwise);
        });
  }
}
