package io.carillon.gateway.config;

import java.time.Duration;

/**
 * The bounds of one terminated client.
 *
 * @param pingInterval between pings to a client
 * @param pongTimeout after a ping, before the client counts as gone; shorter than {@code
 *     pingInterval}
 * @param connectTimeout from the upgrade to the connect command
 * @param closeTimeout from our close frame to a hard close
 * @param maxMessageBytes of one message from a client
 * @param maxQueuedBytes waiting for one client before it counts as slow
 * @param maxChannels of one client
 */
public record SessionsConfig(
    Duration pingInterval,
    Duration pongTimeout,
    Duration connectTimeout,
    Duration closeTimeout,
    int maxMessageBytes,
    int maxQueuedBytes,
    int maxChannels) {}
