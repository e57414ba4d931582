package io.carillon.gateway.admission;

import java.util.concurrent.TimeUnit;

/**
 * Clients whose handshake was answered and that are about to ask to be let in. One that says
 * nothing for a second is not expected any more, so that those who only open sockets keep nobody
 * out. Confined to its loop.
 */
final class Expected {
  private static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(500);

  private long window;
  private int now;
  private int before;

  /** One more has opened. */
  void opened(long nowNanos) {
    turn(nowNanos);
    now++;
  }

  /** One of them has asked. */
  void asked(long nowNanos) {
    turn(nowNanos);
    if (before > 0) {
      before--;
    } else if (now > 0) {
      now--;
    }
  }

  int count(long nowNanos) {
    turn(nowNanos);
    return before + now;
  }

  private void turn(long nowNanos) {
    long windows = (nowNanos - window) / WINDOW;
    if (windows > 0) {
      before = windows == 1 ? now : 0;
      now = 0;
      window = nowNanos;
    }
  }
}
