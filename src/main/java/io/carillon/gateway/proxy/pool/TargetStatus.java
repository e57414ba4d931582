package io.carillon.gateway.proxy.pool;

import io.carillon.gateway.config.TargetConfig;
import java.time.Instant;
import java.util.Optional;

/**
 * A target as this node sees it at one moment.
 *
 * @param address {@code host:port}
 * @param weight as configured; while it starts slowly its share is smaller
 * @param wanted what operators want of it
 * @param health what checks say of it
 * @param ejectedUntil when it is used again; empty when it is not ejected
 * @param open connections of this node to it, those that are being made included
 * @param mostOpen the most there ever were at once
 * @param maxConnections that it may have; 0 for any number
 * @param total connections so far
 * @param failures dials, handshakes and requests that failed so far, and links that broke early
 * @param changed when it last came up, went down, was ejected or wanted otherwise
 * @param reason of that change
 */
public record TargetStatus(
    String name,
    String address,
    boolean tls,
    int weight,
    TargetConfig.State wanted,
    Health health,
    Optional<Instant> ejectedUntil,
    int open,
    int mostOpen,
    int maxConnections,
    long total,
    long failures,
    Instant changed,
    String reason) {}
