package io.carillon.gateway.pubsub;

import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import java.util.List;
import java.util.function.Predicate;

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
    StreamPosition top, List<Publication> missed, boolean wasRecovering, boolean recovered) {
  /** The same with only those of the missed publications that pass a filter; null passes all. */
  Subscribed only(Predicate<Publication> wanted) {
    return wanted == null || missed.isEmpty()
        ? this
        : new Subscribed(top, missed.stream().filter(wanted).toList(), wasRecovering, recovered);
  }
}
