/**
 * What clients of unmodified backends hear. {@link io.carillon.gateway.proxy.inject.RouteChannels}
 * makes the channels of a client from its request, before anything is dialled; {@link
 * io.carillon.gateway.proxy.inject.Injector} subscribes the link to them and writes what is
 * published between the messages of its target. On a publication's route it stands where a session
 * stands for a client of ours: {@code hub} hands the same batch to both.
 */
package io.carillon.gateway.proxy.inject;
