/**
 * A client we terminate. A {@link io.carillon.gateway.session.Session} is a Centrifuge client, on a
 * WebSocket or where those do not get through, a raw WebSocket or an SSE stream. {@link
 * io.carillon.gateway.session.Login} lets a Centrifuge client in, {@link
 * io.carillon.gateway.session.CommandDispatcher} carries out its commands, {@link
 * io.carillon.gateway.session.Delegation} and {@link io.carillon.gateway.session.Renewal} ask
 * backends about it, and {@link io.carillon.gateway.session.Farewell} sends it to other nodes. On
 * the publication's route each of its {@link io.carillon.gateway.session.Subscription}s is what the
 * hub pushes to, and its outbox is ready bytes in the channel's own bounded queue, written once per
 * loop turn. Everything here is confined to one event loop; {@link
 * io.carillon.gateway.session.Sessions} is the door for other threads.
 */
package io.carillon.gateway.session;
