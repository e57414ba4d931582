package io.carillon.gateway.bench.fault;

/**
 * A command that is wanted.
 *
 * @param atMillis after messages began to flow, or, without messages, after all connections were
 *     opened
 * @param command for the shell of this machine
 */
public record FaultPlan(long atMillis, String command) {}
