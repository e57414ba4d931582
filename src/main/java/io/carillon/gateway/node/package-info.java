/**
 * Wires a node together: the route table, a verticle per event loop, the node itself and the
 * sequence in which it goes down. Both routes begin here, with a handshake that the route table
 * gives to an endpoint.
 */
package io.carillon.gateway.node;
