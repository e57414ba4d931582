/**
 * Who listens on this node: a {@link io.carillon.gateway.hub.HubShard} per event loop, and what it
 * takes to bring one publication to all of its listeners. On the publication's route it stands
 * between {@code pubsub} and the outboxes of sessions and links: {@code Hub.deliver} hops once to
 * each loop with listeners, {@code HubShard} gathers what waits into one {@link
 * io.carillon.gateway.hub.PushBatch} per channel and turn, and each {@link
 * io.carillon.gateway.hub.Subscriber} gets a view of the same bytes. Knows neither HTTP nor any
 * client protocol.
 */
package io.carillon.gateway.hub;
