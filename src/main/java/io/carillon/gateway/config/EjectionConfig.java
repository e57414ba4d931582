package io.carillon.gateway.config;

import java.time.Duration;

/**
 * When a target is left out because of what clients see of it.
 *
 * @param failures in a row: dials, handshakes and links that broke right after their upgrade; 0 for
 *     never
 * @param early a link that breaks sooner than this after its upgrade is a failure
 * @param time of the first ejection; each further one takes longer by as much
 * @param maxTime of one ejection
 * @param panic when ejections would leave less than this percentage of the targets that are enabled
 *     and that checks have not found down, they are ignored; one that is down never gets anybody
 */
public record EjectionConfig(
    int failures, Duration early, Duration time, Duration maxTime, int panic) {}
