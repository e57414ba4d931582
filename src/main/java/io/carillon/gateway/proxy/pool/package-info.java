/**
 * Servers that do the same: which of them gets a client, which of them live.
 *
 * <p>{@link io.carillon.gateway.proxy.pool.Pool} holds an immutable {@code Standing} of who may be
 * chosen, made anew when something changes; a {@code Balancer} chooses from it without locks. What
 * checks and clients see of a {@link io.carillon.gateway.proxy.pool.Target} it tells its pool.
 */
package io.carillon.gateway.proxy.pool;
