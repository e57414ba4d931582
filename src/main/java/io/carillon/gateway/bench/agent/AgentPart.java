package io.carillon.gateway.bench.agent;

import io.carillon.gateway.bench.Kind;
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
  private static final String UNKNOWN =
      "; it published, and nobody else knows what: lost messages are not counted";

  private final RemoteLoad load;
  private volatile Machine machine;
  private boolean opened;
  private boolean publishes;

  /** Whether only it can say what it published. */
  private boolean publishing;

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
    publishes = plan.kind() == Kind.FANOUT && plan.traffic().publishers() > 0;
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
    publishing = publishes;
    return survive(load.run(at).onSuccess(sent -> publishing = false), Sent.NOTHING);
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
            String unknown = publishing ? UNKNOWN : "";
            machine = machine.withProblem(failure.getMessage() + unknown);
          }
          return Future.succeededFuture(otherwise);
        });
  }
}
