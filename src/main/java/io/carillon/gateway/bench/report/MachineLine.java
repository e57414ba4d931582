package io.carillon.gateway.bench.report;

import io.carillon.gateway.bench.Machine;

/** A machine in one line, with how its clock stood beside that of the coordinator. */
final class MachineLine {
  private MachineLine() {}

  static String of(Machine machine) {
    long offset = machine.clockOffsetNanos();
    return machine.name()
        + " · "
        + Numbers.many(machine.connections(), "connection")
        + " · clock "
        + Numbers.millis((double) Math.abs(offset))
        + (offset < 0 ? " ms ahead" : " ms behind")
        + " ± "
        + Numbers.millis((double) machine.clockErrorNanos())
        + " ms"
        + (machine.problem().isEmpty() ? "" : " · " + machine.problem());
  }
}
