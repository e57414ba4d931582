package io.carillon.gateway.broker.embedded.state;

import java.io.DataInput;
import java.io.IOException;

/** The first byte of everything that travels: how the rest is laid out. */
final class Layout {
  private Layout() {}

  /** Refuses what this version cannot read, before it is taken for something else. */
  static void expect(byte layout, DataInput in) throws IOException {
    byte found = in.readByte();
    if (found != layout) {
      throw new IOException("layout " + found + ", and this node reads " + layout);
    }
  }
}
