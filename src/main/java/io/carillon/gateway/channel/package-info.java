/**
 * The vocabulary both routes speak: a {@link io.carillon.gateway.channel.Publication} is data
 * accepted into a {@link io.carillon.gateway.channel.Channel}, at a {@link
 * io.carillon.gateway.channel.StreamPosition} if the channel keeps a stream. Immutable, free of
 * I/O.
 */
package io.carillon.gateway.channel;
