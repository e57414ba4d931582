/**
 * What a bench is asked for and what came of it, as plain values that can be written as JSON and
 * added up over machines: a {@link io.carillon.gateway.bench.Plan} goes in, a {@link
 * io.carillon.gateway.bench.Load} carries it out, an {@link io.carillon.gateway.bench.Outcome}
 * comes out. Uses nothing of the server, since it measures any.
 */
package io.carillon.gateway.bench;
