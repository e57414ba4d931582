package io.carillon.gateway.dashboard;

import io.carillon.gateway.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals words, so that this node knows them again: by HMAC, nothing is kept. With a password all
 * nodes that have it know each other's. Without one, each node has a random key and tells it to the
 * others. Callable from any thread.
 */
final class Seals {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;
  private static final int MOST_LENGTH = 1_024;
  private static final int MOST_OTHERS = 64;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  /** Makes guessing the password from a cookie slow; the same on every node. */
  private static final int ROUNDS = 100_000;

  private static final byte[] SALT = "carillon dashboard".getBytes(StandardCharsets.UTF_8);

  private final byte[] key;
  private final boolean isOwn;

  /** Keys of other nodes, the last one that was told first. */
  private final Deque<byte[]> others = new ArrayDeque<>();

  private Seals(byte[] key, boolean isOwn) {
    this.key = key;
    this.isOwn = isOwn;
  }

  /** Takes a tenth of a second when there is a password. */
  static Seals of(Optional<Secret> password) {
    if (password.isPresent()) {
      return new Seals(derive(password.get()), false);
    }
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return new Seals(key, true);
  }

  private static byte[] derive(Secret password) {
    PBEKeySpec spec =
        new PBEKeySpec(password.value().toCharArray(), SALT, ROUNDS, Byte.SIZE * KEY_BYTES);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has PBKDF2", impossible);
    } finally {
      spec.clearPassword();
    }
  }

  /** What other nodes are told, so that they know words of this one; empty with a password. */
  String told() {
    return isOwn ? ENCODER.encodeToString(key) : "";
  }

  /** Another node has {@link #told} this. Counts for nothing with a password. */
  void learn(String told) {
    if (!isOwn || told.isEmpty()) {
      return;
    }
    byte[] learnt = Base64.getUrlDecoder().decode(told);
    synchronized (others) {
      if (Arrays.equals(learnt, key)) {
        return;
      }
      others.removeIf(known -> Arrays.equals(known, learnt));
      others.addFirst(learnt);
      if (others.size() > MOST_OTHERS) {
        others.removeLast();
      }
    }
  }

  /**
   * The word with its seal; fit for a cookie and a query.
   *
   * @param purpose it can be opened for, and no other
   */
  String seal(String purpose, String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    return ENCODER.encodeToString(bytes) + "." + ENCODER.encodeToString(mac(key, purpose, bytes));
  }

  /** The word; empty when nobody we know has sealed it for this purpose. */
  Optional<String> open(String purpose, String sealed) {
    int dot = sealed.indexOf('.');
    if (dot < 0 || sealed.length() > MOST_LENGTH) {
      return Optional.empty();
    }
    try {
      byte[] word = Base64.getUrlDecoder().decode(sealed.substring(0, dot));
      byte[] seal = Base64.getUrlDecoder().decode(sealed.substring(dot + 1));
      return isGenuine(purpose, word, seal)
          ? Optional.of(new String(word, StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private boolean isGenuine(String purpose, byte[] word, byte[] seal) {
    if (MessageDigest.isEqual(mac(key, purpose, word), seal)) {
      return true;
    }
    synchronized (others) {
      return others.stream()
          .anyMatch(other -> MessageDigest.isEqual(mac(other, purpose, word), seal));
    }
  }

  private static byte[] mac(byte[] key, String purpose, byte[] word) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update(purpose.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return mac.doFinal(word);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
    }
  }
}
