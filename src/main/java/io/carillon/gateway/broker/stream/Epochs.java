package io.carillon.gateway.broker.stream;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/** Names for the lives of streams. Callable from any thread. */
public final class Epochs {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** Random once for the process, since most names are made for streams that have one already. */
  private static final AtomicLong LAST = new AtomicLong(new SecureRandom().nextLong());

  private Epochs() {}

  /** One that was never given before: 16 hexadecimal digits. */
  public static String next() {
    long mixed = LAST.addAndGet(GOLDEN);
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return HexFormat.of().toHexDigits(mixed ^ (mixed >>> 31));
  }
}
