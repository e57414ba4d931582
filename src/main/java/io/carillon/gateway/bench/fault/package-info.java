/**
 * Faults on request: commands that {@link io.carillon.gateway.bench.fault.Faults} runs while
 * clients count what they hear.
 */
package io.carillon.gateway.bench.fault;
