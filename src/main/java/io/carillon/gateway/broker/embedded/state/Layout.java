package io.carillon.gateway.broker.embedded.state;

import io.carillon.gateway.broker.stream.EventBytes;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The first byte of everything that travels, which says how the rest is laid out, and what stands
 * behind that rest: room for what later versions add, which those before them skip. A layout that
 * they cannot read at all is another generation of the cluster's protocol.
 */
final class Layout {
  private Layout() {}

  /** Refuses what this version cannot read, before it is taken for something else. */
  static void expect(byte layout, DataInput in) throws IOException {
    byte found = in.readByte();
    if (found != layout) {
      throw new IOException("layout " + found + ", and this node reads " + layout);
    }
  }

  /** Ends what is written: this version adds nothing. */
  static void end(DataOutput out) throws IOException {
    EventBytes.writeNoMore(out);
  }

  /** Ends what is read, and skips what a later version has added. */
  static void skipRest(DataInput in) throws IOException {
    EventBytes.skipMore(in);
  }
}
