package io.carillon.gateway.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Makes one delta in the format of Fossil: the target as pieces copied from an origin, and what is
 * new between them. Work is bounded by the size of both, whatever they hold. Used up by one call;
 * confined to its thread.
 */
final class FossilDelta {
  /** What begins a piece worth looking for, in bytes: read as one long. */
  private static final int SEED = Long.BYTES;

  /** A shorter piece is no shorter as the command that copies it. */
  private static final int LEAST_PIECE = 10;

  /** One place of the origin in so many can be found; pieces grow to both sides from there. */
  private static final int STRIDE = 4;

  /** Places with the same hash that are looked at. */
  private static final int MOST_CANDIDATES = 8;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] origin;
  private final byte[] target;
  private final boolean text;
  private final FossilCommands commands;

  /** By hash, one more than the last place of the origin; 0 for none. */
  private int[] places;

  /** By place, the one before it with the same hash, likewise. */
  private int[] earlier;

  private int shift;

  /** The best piece found so far. */
  private int pieceStart;

  private int pieceFrom;
  private int pieceLength;

  private FossilDelta(byte[] origin, byte[] target, boolean text, int mostBytes) {
    this.origin = origin;
    this.target = target;
    this.text = text;
    this.commands = new FossilCommands(mostBytes);
  }

  /**
   * What makes {@code target} of {@code origin}.
   *
   * @param text whether both are valid UTF-8 and the delta has to be, too: no character is cut
   * @param mostBytes what it may be long; negative for nothing
   * @return null when it would be longer
   */
  static byte[] between(byte[] origin, byte[] target, boolean text, int mostBytes) {
    FossilDelta delta = new FossilDelta(origin, target, text, mostBytes);
    return delta.write() ? delta.commands.bytes() : null;
  }

  private boolean write() {
    commands.begin(target.length);
    int prefix = Arrays.mismatch(origin, target);
    if (prefix < 0) {
      prefix = target.length; // the same once more
    }
    int from = copyPrefix(prefix);
    int suffix = suffix(from);
    writeMiddle(from, target.length - suffix);
    if (suffix > 0) {
      commands.copy(origin.length - suffix, suffix);
    }
    return commands.end(target);
  }

  // Most of what changes, changes in the middle: both ends need no search.
  private int copyPrefix(int length) {
    int end = charStartAtOrBefore(length);
    if (end < LEAST_PIECE) {
      return 0;
    }
    commands.copy(0, end);
    return end;
  }

  private int suffix(int from) {
    int most = Math.min(origin.length, target.length - from);
    int length = 0;
    while (length < most
        && origin[origin.length - 1 - length] == target[target.length - 1 - length]) {
      length++;
    }
    int start = charStartAtOrAfter(target.length - length);
    return target.length - start < LEAST_PIECE ? 0 : target.length - start;
  }

  private void writeMiddle(int from, int to) {
    int written = from;
    int at = from;
    if (to - from >= LEAST_PIECE && origin.length >= LEAST_PIECE) {
      index();
      while (at + SEED <= to && commands.fits(at - written)) {
        if (find(at, written, to)) {
          commands.insert(target, written, pieceStart);
          commands.copy(pieceFrom, pieceLength);
          written = pieceStart + pieceLength;
          at = written;
        } else {
          at++;
        }
      }
    }
    commands.insert(target, written, to);
  }

  private void index() {
    int bits = 32 - Integer.numberOfLeadingZeros(Math.max(16, origin.length / STRIDE));
    places = new int[1 << bits];
    earlier = new int[origin.length / STRIDE + 1];
    shift = Long.SIZE - bits;
    for (int place = 0; place + SEED <= origin.length; place += STRIDE) {
      int hash = hash(origin, place);
      earlier[place / STRIDE] = places[hash];
      places[hash] = place + 1;
    }
  }

  private int hash(byte[] bytes, int at) {
    return (int) (((long) LONGS.get(bytes, at) * 0x9E3779B97F4A7C15L) >>> shift);
  }

  // Looks for the longest piece through a place of the target that does not reach into what is
  // written already.
  private boolean find(int at, int written, int to) {
    pieceLength = 0;
    int next = places[hash(target, at)];
    for (int tried = 0; next > 0 && tried < MOST_CANDIDATES; tried++) {
      int place = next - 1;
      next = earlier[place / STRIDE];
      if ((long) LONGS.get(origin, place) == (long) LONGS.get(target, at)) {
        grow(at, place, written, to);
      }
    }
    return pieceLength >= LEAST_PIECE;
  }

  private void grow(int at, int place, int written, int to) {
    int back = 0;
    while (back < place
        && at - back > written
        && origin[place - back - 1] == target[at - back - 1]) {
      back++;
    }
    int same =
        Arrays.mismatch(origin, place, Math.min(origin.length, place + to - at), target, at, to);
    int forward = same < 0 ? Math.min(origin.length - place, to - at) : same;
    int start = charStartAtOrAfter(at - back);
    int end = charStartAtOrBefore(at + forward);
    if (end - start > pieceLength) {
      pieceStart = start;
      pieceFrom = place + start - at;
      pieceLength = end - start;
    }
  }

  private int charStartAtOrAfter(int index) {
    int start = index;
    while (text && start < target.length && isWithinChar(start)) {
      start++;
    }
    return start;
  }

  private int charStartAtOrBefore(int index) {
    int start = index;
    while (text && start > 0 && start < target.length && isWithinChar(start)) {
      start--;
    }
    return start;
  }

  private boolean isWithinChar(int index) {
    return (target[index] & 0xC0) == 0x80;
  }
}
