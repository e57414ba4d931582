package io.carillon.gateway.broker.redis;

import io.carillon.gateway.channel.StreamPosition;
import java.util.TreeMap;

/**
 * Which publication of a stream was heard last: a position and its mark, by which Redis sees that
 * it has another one there. Confined to one loop.
 */
final class Marks {
  /** No mark is known. */
  static final byte[] NONE = new byte[0];

  private String epoch = "";

  /** The process that had the stream when this node came to know it. */
  private String begunWith = "";

  /** From the last that was heard on, also those that came early. */
  private final TreeMap<Long, Long> marks = new TreeMap<>();

  /** This node comes to know the stream. */
  void begin(String runId) {
    begunWith = runId;
  }

  boolean isBegunWith(String runId) {
    return begunWith.equals(runId);
  }

  /**
   * Publications have come, whether they are heard already or not.
   *
   * @param heard before they came
   */
  void note(String ofEpoch, long firstOffset, long lastOffset, long mark, StreamPosition heard) {
    if (!ofEpoch.equals(epoch)) {
      epoch = ofEpoch;
      marks.clear();
    }
    boolean known = heard.epoch().equals(epoch);
    for (long offset = firstOffset; offset <= lastOffset; offset++) {
      // What was heard at this offset keeps its mark, whatever comes under the same number.
      if (!known || offset > heard.offset()) {
        marks.put(offset, mark);
      }
    }
  }

  /** All up to here was heard. */
  void heard(StreamPosition position) {
    if (position.epoch().equals(epoch) && !marks.isEmpty()) {
      marks.headMap(position.offset(), false).clear();
    }
  }

  /** The mark of what was heard there; empty when it is not known. */
  byte[] of(StreamPosition position) {
    Long mark = position.epoch().equals(epoch) ? marks.get(position.offset()) : null;
    return mark == null ? NONE : bytes(mark);
  }

  static byte[] bytes(long mark) {
    byte[] bytes = new byte[Long.BYTES];
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[i] = (byte) (mark >>> (Long.SIZE - Byte.SIZE * (i + 1)));
    }
    return bytes;
  }

  static long number(byte[] bytes) {
    long mark = 0;
    for (byte one : bytes) {
      mark = (mark << Byte.SIZE) | (one & 0xff);
    }
    return mark;
  }
}
