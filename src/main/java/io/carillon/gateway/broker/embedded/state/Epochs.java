package io.carillon.gateway.broker.embedded.state;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Names for the lives of streams. */
public final class Epochs {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Epochs() {}

  /** One that was never given before: 16 hexadecimal digits. */
  public static String next() {
    byte[] epoch = new byte[8];
    RANDOM.nextBytes(epoch);
    return HexFormat.of().formatHex(epoch);
  }
}
