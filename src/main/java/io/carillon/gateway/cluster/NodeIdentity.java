package io.carillon.gateway.cluster;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Who a node is. A process that starts again is another node of the same name.
 *
 * @param id random, never 0, never used again
 * @param name as operators call it; need not be unique
 * @param version of the gateway
 */
public record NodeIdentity(long id, String name, String version) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** A node that has just started. */
  public static NodeIdentity of(String name, String version) {
    return new NodeIdentity(RANDOM.nextLong() | 1, name, version);
  }

  /** The id as it stands in logs, answers and addresses: 16 hexadecimal digits. */
  public String uid() {
    return uid(id);
  }

  /** The id that a {@link #uid} stands for; 0 when it is none. */
  static long idOf(String uid) {
    try {
      return uid.length() == 16 ? Long.parseUnsignedLong(uid, 16) : 0;
    } catch (NumberFormatException none) {
      return 0;
    }
  }

  static String uid(long id) {
    return HexFormat.of().toHexDigits(id);
  }
}
