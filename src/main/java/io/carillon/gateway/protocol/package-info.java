/**
 * The Centrifuge client protocol, version 2: what a client may say ({@link
 * io.carillon.gateway.protocol.Command}), what it hears ({@link io.carillon.gateway.protocol.Reply}
 * and the pushes of {@link io.carillon.gateway.channel.ChannelEvent}s), and how that looks in bytes
 * ({@link io.carillon.gateway.protocol.Codec}). On the publication's route it makes the bytes that
 * all subscribers of a wire form share. No sockets, no futures.
 */
package io.carillon.gateway.protocol;
