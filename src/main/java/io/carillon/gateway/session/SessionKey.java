package io.carillon.gateway.session;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * What a client has to know to send commands to its session: the id by which the session is found,
 * and a secret of 128 bits.
 */
record SessionKey(long id, long secret, long moreOfIt) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 3 * Long.BYTES;
  private static final int CHARACTERS = BYTES / 3 * 4;

  /** A new one. */
  static SessionKey random() {
    return new SessionKey(RANDOM.nextLong(), RANDOM.nextLong(), RANDOM.nextLong());
  }

  /** Reads what {@link #text} wrote; null when it is anything else. */
  static SessionKey parse(String text) {
    if (text.length() != CHARACTERS) {
      return null;
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      return new SessionKey(bytes.getLong(), bytes.getLong(), bytes.getLong());
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  /** As the client is told. */
  String text() {
    byte[] bytes = ByteBuffer.allocate(BYTES).putLong(id).putLong(secret).putLong(moreOfIt).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Whether it has the same secret; takes as long however much of it is right. */
  boolean opens(SessionKey other) {
    return ((secret ^ other.secret) | (moreOfIt ^ other.moreOfIt)) == 0;
  }

  @Override
  public String toString() {
    return "***";
  }
}
