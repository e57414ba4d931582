package io.carillon.gateway.admission;

import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Somebody who waits to be let in. All is called on the loop of its {@link Entrance}.
 *
 * @param isGone whether it has given up meanwhile; then it is told nothing more
 * @param admit its turn has come
 * @param turnAway it is asked to come back, in so many seconds
 */
public record Arrival(BooleanSupplier isGone, Runnable admit, IntConsumer turnAway) {}
