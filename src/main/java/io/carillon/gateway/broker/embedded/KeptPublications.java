package io.carillon.gateway.broker.embedded;

import io.carillon.gateway.channel.Publication;
import java.util.Arrays;

/**
 * Publications of consecutive offsets, oldest first, in a ring: each is found by its offset without
 * a search, however many are kept. Not thread-safe.
 */
final class KeptPublications {
  private static final int LEAST_CAPACITY = 8;

  /** Its length is a power of two. */
  private Publication[] ring = new Publication[LEAST_CAPACITY];

  private int head;
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The publication at this place, 0 being the oldest. */
  Publication get(int index) {
    return ring[(head + index) & (ring.length - 1)];
  }

  /** Adds one whose offset follows the newest. */
  void add(Publication publication) {
    if (size == ring.length) {
      Publication[] larger = new Publication[2 * size];
      for (int i = 0; i < size; i++) {
        larger[i] = get(i);
      }
      ring = larger;
      head = 0;
    }
    ring[(head + size) & (ring.length - 1)] = publication;
    size++;
  }

  void removeOldest() {
    ring[head] = null;
    head = (head + 1) & (ring.length - 1);
    size--;
    if (size == 0) {
      clear();
    }
  }

  void clear() {
    if (ring.length > LEAST_CAPACITY) {
      ring = new Publication[LEAST_CAPACITY];
    } else {
      Arrays.fill(ring, null);
    }
    head = 0;
    size = 0;
  }

  /** The place of the oldest publication with an offset over this one; the size if none has. */
  int placeAfter(long offset) {
    return size == 0 ? 0 : (int) Math.max(0, Math.min(size, offset - get(0).offset() + 1));
  }
}
