/**
 * Checks of targets: a connection, a request, or a WebSocket with a ping. They go the way that
 * clients go, with the same TLS and PROXY header, and tell {@link
 * io.carillon.gateway.proxy.pool.Target#onHealth} what they find.
 */
package io.carillon.gateway.proxy.health;
