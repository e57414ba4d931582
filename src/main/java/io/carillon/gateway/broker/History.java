package io.carillon.gateway.broker;

import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import java.util.List;

/**
 * A part of a stream.
 *
 * @param top where the stream stood when it was read
 */
public record History(List<Publication> publications, StreamPosition top) {
  /** What a channel without a stream answers. */
  public static final History NONE = new History(List.of(), StreamPosition.NONE);
}
