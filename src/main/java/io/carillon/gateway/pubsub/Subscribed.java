package io.carillon.gateway.pubsub;

import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import java.util.List;

/**
 * How a subscription began.
 *
 * @param top where the stream stood: every later publication is pushed; {@link StreamPosition#NONE}
 *     without a stream
 * @param missed what the client asked to recover, oldest first, up to {@code top}; empty unless
 *     {@code recovered}
 * @param wasRecovering whether the client asked to recover
 * @param recovered whether {@code missed} is all that it missed
 */
public record Subscribed(
    StreamPosition top, List<Publication> missed, boolean wasRecovering, boolean recovered) {}
