/**
 * Runs that several machines carry out together: an {@link io.carillon.gateway.bench.agent.Agent}
 * waits on each of them, {@link io.carillon.gateway.bench.agent.Agents} splits a plan among them,
 * compares their clocks, keeps their phases in step and adds up what they saw. They speak lines of
 * JSON over TCP, see {@link io.carillon.gateway.bench.agent.Message}.
 */
package io.carillon.gateway.bench.agent;
