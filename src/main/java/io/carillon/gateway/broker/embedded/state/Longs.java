package io.carillon.gateway.broker.embedded.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Small sets of node ids, as arrays that are never changed. */
final class Longs {
  static final long[] NONE = {};

  private Longs() {}

  static boolean contains(long[] set, long value) {
    for (long one : set) {
      if (one == value) {
        return true;
      }
    }
    return false;
  }

  static long[] with(long[] set, long value) {
    if (contains(set, value)) {
      return set;
    }
    long[] larger = Arrays.copyOf(set, set.length + 1);
    larger[set.length] = value;
    return larger;
  }

  static long[] without(long[] set, long... values) {
    if (set.length == 0 || values.length == 0) {
      return set;
    }
    return Arrays.stream(set).anyMatch(one -> contains(values, one))
        ? Arrays.stream(set).filter(one -> !contains(values, one)).toArray()
        : set;
  }

  static void write(long[] values, DataOutput out) throws IOException {
    out.writeInt(values.length);
    for (long value : values) {
      out.writeLong(value);
    }
  }

  static long[] read(DataInput in) throws IOException {
    int length = in.readInt();
    if (length == 0) {
      return NONE;
    }
    long[] values = new long[length];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readLong();
    }
    return values;
  }
}
