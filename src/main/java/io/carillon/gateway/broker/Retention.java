package io.carillon.gateway.broker;

import java.time.Duration;

/**
 * How much of a channel is kept.
 *
 * @param size publications at most; 0 when the channel is no stream
 * @param ttl how long each is kept; positive unless {@code size} is 0
 */
public record Retention(int size, Duration ttl) {
  /** The channel is no stream: nothing is kept, publications have no offset. */
  public static final Retention NONE = new Retention(0, Duration.ZERO);

  /** Whether the channel is a stream. */
  public boolean keeps() {
    return size > 0;
  }
}
