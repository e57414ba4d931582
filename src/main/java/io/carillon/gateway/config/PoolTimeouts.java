package io.carillon.gateway.config;

import java.time.Duration;

/**
 * How long a pool waits.
 *
 * @param connect for TCP and TLS together, for each target that is tried
 * @param handshake from the request to the head of the answer to an upgrade
 * @param response the same for plain HTTP, and between two pieces of a body
 * @param tunnel a link over which nothing goes either way ends after this; zero for never
 * @param maxAge a link is asked to come back after this; zero for never
 */
public record PoolTimeouts(
    Duration connect, Duration handshake, Duration response, Duration tunnel, Duration maxAge) {}
