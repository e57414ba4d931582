package io.carillon.gateway.bench;

/**
 * How long what takes, in milliseconds.
 *
 * @param warmupMillis messages flow but no latency counts
 * @param durationMillis measured
 * @param drainMillis to wait for what is still due, at most
 * @param connectMillis for one connection until it hears, all together
 */
public record Times(long warmupMillis, long durationMillis, long drainMillis, long connectMillis) {}
