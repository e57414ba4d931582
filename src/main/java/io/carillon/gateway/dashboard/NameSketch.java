package io.carillon.gateway.dashboard;

import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.TreeSet;

/**
 * How many names there are, where several nodes may know the same: the smallest hashes of all of
 * them. Exact for some thousand names; beyond that, about two in a hundred off. For one thread.
 */
final class NameSketch {
  private static final int KEPT = 4_096;
  private static final double ALL = 0x1p64;

  /** As unsigned numbers. */
  private final TreeSet<Long> smallest = new TreeSet<>(Long::compareUnsigned);

  /** Of a single node, whose names are all different. */
  private int added;

  void add(String name) {
    added++;
    keep(hash(name));
  }

  private void keep(long hash) {
    if (smallest.size() < KEPT) {
      smallest.add(hash);
    } else if (Long.compareUnsigned(hash, smallest.last()) < 0 && smallest.add(hash)) {
      smallest.pollLast();
    }
  }

  /** How many there are of one node or of several that were merged. */
  static int count(Iterable<JsonObject> sketches) {
    NameSketch all = new NameSketch();
    int most = 0;
    int sum = 0;
    for (JsonObject sketch : sketches) {
      ByteBuffer hashes = ByteBuffer.wrap(sketch.getBinary("hashes"));
      while (hashes.remaining() >= Long.BYTES) {
        all.keep(hashes.getLong());
      }
      most = Math.max(most, sketch.getInteger("count"));
      sum += sketch.getInteger("count");
    }
    if (all.smallest.size() < KEPT) {
      return all.smallest.size();
    }
    // So many of the names have hashes up to the largest that is kept: that is their share.
    double share = (unsigned(all.smallest.last()) + 1) / ALL;
    return (int) Math.max(most, Math.min(sum, Math.round((KEPT - 1) / share)));
  }

  JsonObject toJson() {
    ByteBuffer hashes = ByteBuffer.allocate(smallest.size() * Long.BYTES);
    smallest.forEach(hashes::putLong);
    return new JsonObject()
        .put("count", added)
        .put("hashes", Base64.getUrlEncoder().withoutPadding().encodeToString(hashes.array()));
  }

  private static double unsigned(long hash) {
    return hash >= 0 ? hash : hash + ALL;
  }

  // FNV-1a, mixed as its last step does not: hashes have to be even over all numbers.
  private static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
    hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
    return hash ^ (hash >>> 32);
  }
}
