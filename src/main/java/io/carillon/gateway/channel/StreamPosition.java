package io.carillon.gateway.channel;

/**
 * A place in a stream. Offsets of one epoch are 1, 2, 3… without holes.
 *
 * @param epoch random id of the stream's life; empty for a channel without history
 * @param offset of the last publication seen; 0 before the first
 */
public record StreamPosition(String epoch, long offset) {
  /** The position in a channel that keeps no stream. */
  public static final StreamPosition NONE = new StreamPosition("", 0);
}
