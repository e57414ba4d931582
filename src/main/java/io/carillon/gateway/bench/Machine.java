package io.carillon.gateway.bench;

/**
 * A machine that carried out a part of a run.
 *
 * @param name where it was reached, as {@code host:port}
 * @param connections of its part
 * @param clockOffsetNanos what its clock has to be put forward by, so that it tells what that of
 *     the coordinator tells
 * @param clockErrorNanos how far from the truth that is, at most, at the beginning or the end
 * @param problem what became of it; empty when it did its part
 */
public record Machine(
    String name, int connections, long clockOffsetNanos, long clockErrorNanos, String problem) {

  /** The same with another part. */
  public Machine withConnections(int amount) {
    return new Machine(name, amount, clockOffsetNanos, clockErrorNanos, problem);
  }

  /** The same with another error. */
  public Machine withClockError(long nanos) {
    return new Machine(name, connections, clockOffsetNanos, nanos, problem);
  }

  /** The same with what became of it. */
  public Machine withProblem(String what) {
    return new Machine(name, connections, clockOffsetNanos, clockErrorNanos, what);
  }
}
