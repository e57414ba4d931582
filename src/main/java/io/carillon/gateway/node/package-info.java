/**
 * Wires a node together: the route table, a verticle per event loop with the listeners of clients
 * and operators, the node itself, and how it ends: {@link io.carillon.gateway.node.Drain} parts it
 * from its clients, {@link io.carillon.gateway.node.ShutdownSequence} takes down the rest in order,
 * {@link io.carillon.gateway.node.Readiness} tells load balancers. Both routes begin here, with a
 * handshake that the route table gives to an endpoint.
 */
package io.carillon.gateway.node;
