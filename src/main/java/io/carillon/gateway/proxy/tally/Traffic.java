package io.carillon.gateway.proxy.tally;

/**
 * What passed between clients and a target.
 *
 * @param bytesUp from clients; of links with framing, of requests their bodies
 * @param messagesUp whole messages of links
 */
public record Traffic(long bytesUp, long bytesDown, long messagesUp, long messagesDown) {}
