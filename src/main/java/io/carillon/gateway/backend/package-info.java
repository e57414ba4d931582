/**
 * Asks HTTP servers of the user about clients: who one is, whether it may stay, subscribe, publish,
 * and what a call answers, in the shape of Centrifugo's proxy. {@link
 * io.carillon.gateway.backend.Backends} has one {@link io.carillon.gateway.backend.Backend} for
 * each on every event loop, with bounds, a breaker and connections of its own. Knows no sessions.
 */
package io.carillon.gateway.backend;
