package io.carillon.gateway.broker;

import io.carillon.gateway.channel.StreamPosition;

/**
 * Which part of a stream to read.
 *
 * @param limit publications at most; 0 for the position alone, {@link #ALL} for all that is kept
 * @param since only what is newer (in reverse: older) than this; null for everything
 * @param reverse newest first
 */
public record HistoryQuery(int limit, StreamPosition since, boolean reverse) {
  /** No limit but what is kept. */
  public static final int ALL = -1;

  /** Asks where the stream stands. */
  public static final HistoryQuery POSITION = new HistoryQuery(0, null, false);

  /** Asks for what came after a position, oldest first. */
  public static HistoryQuery after(StreamPosition position, int limit) {
    return new HistoryQuery(limit, position, false);
  }
}
