/**
 * Carries out a plan: {@link io.carillon.gateway.bench.load.Run} takes the phases, a {@link
 * io.carillon.gateway.bench.load.LoopShare} has the connections of one event loop and what they
 * have seen, and publishers and echoes make messages flow. Each message has a {@link
 * io.carillon.gateway.bench.load.Marker}, by which a {@link io.carillon.gateway.bench.load.Lane}
 * tells what is lost, doubled and out of order.
 */
package io.carillon.gateway.bench.load;
