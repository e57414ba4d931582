package io.carillon.gateway.broker.embedded.state;

import io.carillon.gateway.channel.Publication;
import java.util.Arrays;

/**
 * Publications of consecutive offsets, oldest first, in a ring: each is found by its offset without
 * a search, however many are kept. Each knows the batch it came with, by which two sides of a split
 * recognise what both have. Not thread-safe.
 */
final class KeptPublications {
  private static final int LEAST_CAPACITY = 8;

  /** Its length is a power of two; null while nothing was ever kept. */
  private Publication[] ring;

  private Batch[] batches;
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

  /** The batch that the publication at this place came with. */
  Batch batch(int index) {
    return batches[(head + index) & (ring.length - 1)];
  }

  /** Adds one whose offset follows the newest. */
  void add(Publication publication, Batch batch) {
    if (ring == null) {
      ring = new Publication[LEAST_CAPACITY];
      batches = new Batch[LEAST_CAPACITY];
    } else if (size == ring.length) {
      grow();
    }
    int slot = (head + size) & (ring.length - 1);
    ring[slot] = publication;
    batches[slot] = batch;
    size++;
  }

  private void grow() {
    Publication[] larger = new Publication[2 * size];
    Batch[] largerBatches = new Batch[2 * size];
    for (int i = 0; i < size; i++) {
      larger[i] = get(i);
      largerBatches[i] = batch(i);
    }
    ring = larger;
    batches = largerBatches;
    head = 0;
  }

  void removeOldest() {
    ring[head] = null;
    batches[head] = null;
    head = (head + 1) & (ring.length - 1);
    size--;
    if (size == 0) {
      clear();
    }
  }

  void clear() {
    if (ring != null && ring.length > LEAST_CAPACITY) {
      ring = null;
      batches = null;
    } else if (ring != null) {
      Arrays.fill(ring, null);
      Arrays.fill(batches, null);
    }
    head = 0;
    size = 0;
  }

  /** The place of the oldest publication with an offset over this one; the size if none has. */
  int placeAfter(long offset) {
    return size == 0 ? 0 : (int) Math.max(0, Math.min(size, offset - get(0).offset() + 1));
  }
}
