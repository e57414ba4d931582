package io.carillon.gateway.channel;

import java.util.Map;

/**
 * Data accepted into a channel.
 *
 * @param offset in the channel's stream, from 1; 0 when it was not kept
 * @param data shared, never written to again
 * @param info who published; null when a backend did
 * @param tags for filters and tracing; empty when there are none
 * @param timeMillis when it was accepted, since 1970
 */
public record Publication(
    Channel channel,
    long offset,
    Payload data,
    ClientInfo info,
    Map<String, String> tags,
    long timeMillis)
    implements ChannelEvent {}
