/**
 * RFC 6455 on bytes. {@link io.carillon.gateway.wire.Handshake} checks the request, {@link
 * io.carillon.gateway.wire.ChannelTakeover} takes the Netty channel from Vert.x, {@link
 * io.carillon.gateway.wire.WebSocketReader} reads strictly, {@link
 * io.carillon.gateway.wire.WebSocketConnection} writes ready bytes, which {@link
 * io.carillon.gateway.wire.Frames} makes. The last step of a publication's route is here:
 * everything written in a turn of the loop leaves with one system call. The only package that knows
 * internals of Vert.x.
 */
package io.carillon.gateway.wire;
