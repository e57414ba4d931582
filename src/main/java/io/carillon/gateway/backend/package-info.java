/**
 * Asks HTTP servers of the user about clients: who one is, whether it may stay, subscribe, go on to
 * hear a channel, publish, and what a call answers, in the shape of Centrifugo's proxy. {@link
 * io.carillon.gateway.backend.Backends} has one {@link io.carillon.gateway.backend.Backend} for
 * each on every event loop, with bounds and connections of its own, and a {@link
 * io.carillon.gateway.backend.Breaker} for each {@link io.carillon.gateway.backend.Question}. Knows
 * no sessions.
 */
package io.carillon.gateway.backend;
