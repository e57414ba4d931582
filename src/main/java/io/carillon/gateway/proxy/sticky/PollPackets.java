package io.carillon.gateway.proxy.sticky;

import java.util.function.Consumer;

/**
 * Finds the packets in the body of an answer to a poll, byte by byte: separated by 0x1E (Engine.IO
 * protocol version 4), or each behind its length in UTF-16 units and a colon (version 3). Which it
 * is shows at the beginning, since a packet of version 4 never begins with digits and a colon. The
 * binary form of version 3 and JSONP are not read. Keeps the beginning of one packet.
 */
final class PollPackets {
  static final int LONGEST_HEAD = 512;
  private static final int MOST_DIGITS = 9;

  private final Consumer<String> onPacket;
  private final StringBuilder head = new StringBuilder(64);
  private State state = State.BEGINNING;

  /** UTF-16 units that are left of the packet; version 3 only. */
  private int left;

  /**
   * @param onPacket given the beginning of each, {@value LONGEST_HEAD} bytes at most, each byte as
   *     one character
   */
  PollPackets(Consumer<String> onPacket) {
    this.onPacket = onPacket;
  }

  /** False when packets cannot be found from here on. */
  boolean read(byte next) {
    return switch (state) {
      case BEGINNING -> begin(next);
      case SEPARATED -> separated(next);
      case LENGTH -> length(next);
      case MEASURED -> measured(next);
    };
  }

  /** Nothing follows. */
  void end() {
    boolean whole = state == State.MEASURED ? left == 0 : state != State.LENGTH;
    if (whole && !head.isEmpty()) {
      found();
    }
  }

  private boolean begin(byte next) {
    if (head.isEmpty() && !isDigit(next)) {
      return next == 'b' && separated(next); // else a binary form, or a script
    }
    if (isDigit(next)) {
      keep(next);
      return true;
    }
    return next == ':' ? measure() : separated(next);
  }

  private boolean separated(byte next) {
    state = State.SEPARATED;
    if (next == 0x1e) {
      found();
    } else {
      keep(next);
    }
    return true;
  }

  private boolean length(byte next) {
    if (isDigit(next) && head.length() < MOST_DIGITS) {
      head.append((char) next);
      return true;
    }
    return next == ':' && !head.isEmpty() && measure();
  }

  private boolean measure() {
    if (head.length() > MOST_DIGITS) {
      return false;
    }
    left = Integer.parseInt(head, 0, head.length(), 10);
    head.setLength(0);
    state = left == 0 ? State.LENGTH : State.MEASURED;
    return true;
  }

  private boolean measured(byte next) {
    boolean continues = (next & 0xc0) == 0x80;
    if (!continues && left == 0) {
      found();
      state = State.LENGTH;
      return length(next);
    }
    if (!continues) {
      left -= (next & 0xf8) == 0xf0 ? 2 : 1;
    }
    keep(next);
    return left >= 0;
  }

  private void keep(byte next) {
    if (head.length() < LONGEST_HEAD) {
      head.append((char) (next & 0xff));
    }
  }

  private void found() {
    onPacket.accept(head.toString());
    head.setLength(0);
  }

  private static boolean isDigit(byte next) {
    return next >= '0' && next <= '9';
  }

  private enum State {
    /** Digits at most were read. */
    BEGINNING,
    SEPARATED,
    LENGTH,
    MEASURED
  }
}
