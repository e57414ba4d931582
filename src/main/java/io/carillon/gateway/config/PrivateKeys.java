package io.carillon.gateway.config;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/** Private keys in the forms that people have them in. Stateless. */
final class PrivateKeys {
  private static final int LONG = 0x80;
  private static final int BYTE = 0xFF;
  private static final byte SEQUENCE = 0x30;
  private static final byte OCTETS = 0x04;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
  private static final int PROBE_BYTES = 32;

  private PrivateKeys() {}

  /**
   * Reads one of PKCS#8 (RFC 5208), PKCS#1 (RFC 8017) or SEC 1 (RFC 5915).
   *
   * @param partner the public key that belongs to it, whose algorithm it is of
   */
  static PrivateKey read(PemBlock block, PublicKey partner) throws GeneralSecurityException {
    byte[] encoded =
        block.label().equals("PRIVATE KEY") ? block.bytes() : wrapped(block.bytes(), partner);
    return KeyFactory.getInstance(partner.getAlgorithm())
        .generatePrivate(new PKCS8EncodedKeySpec(encoded));
  }

  /** Whether one verifies what the other one signs. */
  static boolean fit(PrivateKey key, PublicKey partner) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256with" + scheme(partner.getAlgorithm()));
    byte[] probe = new byte[PROBE_BYTES];
    new SecureRandom().nextBytes(probe);
    signature.initSign(key);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(partner);
    signature.update(probe);
    return signature.verify(signed);
  }

  private static String scheme(String algorithm) {
    return algorithm.equals("EC") ? "ECDSA" : algorithm;
  }

  // PKCS#8 puts before it which algorithm it is of, in the words that the public key has for that.
  private static byte[] wrapped(byte[] key, PublicKey partner) {
    byte[] whole = partner.getEncoded();
    int start = contents(whole, 0);
    int end = contents(whole, start) + length(whole, start);
    byte[] algorithm = Arrays.copyOfRange(whole, start, end);
    return tagged(SEQUENCE, joined(VERSION_0, algorithm, tagged(OCTETS, key)));
  }

  // Where the contents of the element at that place begin, X.690 section 8.1.3.
  private static int contents(byte[] der, int at) {
    int first = der[at + 1] & BYTE;
    return at + 2 + (first < LONG ? 0 : first - LONG);
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & BYTE;
    if (first < LONG) {
      return first;
    }
    int length = 0;
    for (int i = at + 2; i < contents(der, at); i++) {
      length = (length << 8) | (der[i] & BYTE);
    }
    return length;
  }

  private static byte[] tagged(byte tag, byte[] contents) {
    int length = contents.length;
    // Longer than it has to be for short ones, which Java takes in none of these places.
    if (length < LONG) {
      return joined(new byte[] {tag, (byte) length}, contents);
    }
    byte[] head =
        length <= BYTE
            ? new byte[] {tag, (byte) (LONG + 1), (byte) length}
            : new byte[] {tag, (byte) (LONG + 2), (byte) (length >> 8), (byte) length};
    return joined(head, contents);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
