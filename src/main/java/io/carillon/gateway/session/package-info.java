/**
 * A client we terminate. A {@link io.carillon.gateway.session.Session} is a Centrifuge client, a
 * raw WebSocket or an SSE stream; on the publication's route each of its {@link
 * io.carillon.gateway.session.Subscription}s is what the hub pushes to, and its outbox is ready
 * bytes in the channel's own bounded queue, written once per loop turn. Everything here is confined
 * to one event loop; {@link io.carillon.gateway.session.Sessions} is the door for other threads.
 */
package io.carillon.gateway.session;
