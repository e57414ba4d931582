package io.carillon.gateway.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Files of certificates and keys, read to see whether they can be. An empty name stands for none.
 */
final class PemFiles {
  /** One certificate at least. */
  static final Kind<String> CERTIFICATES =
      Kind.text(
          "a file of PEM certificates that can be read",
          file -> file.isEmpty() || holdsCertificates(file));

  // Those that Netty tries.
  private static final List<String> ALGORITHMS = List.of("RSA", "DSA", "EC");

  /** One private key, in the form that Java and Netty read without a further library. */
  static final Kind<String> KEY =
      Kind.text(
          "a file with a PEM key (BEGIN PRIVATE KEY) of RSA, DSA or EC that can be read",
          file -> file.isEmpty() || holdsKey(file));

  private static final int MOST_BYTES = 1 << 20;
  private static final Pattern CERTIFICATE = pem("CERTIFICATE");
  private static final Pattern PKCS8 = pem("PRIVATE KEY");

  private PemFiles() {}

  private static Pattern pem(String what) {
    return Pattern.compile(
        "-----BEGIN " + what + "-----([A-Za-z0-9+/=\\s]+)-----END " + what + "-----");
  }

  private static boolean holdsCertificates(String file) {
    List<byte[]> found = read(file, CERTIFICATE);
    return !found.isEmpty() && found.stream().allMatch(PemFiles::isCertificate);
  }

  private static boolean holdsKey(String file) {
    return read(file, PKCS8).stream().findFirst().filter(PemFiles::isKey).isPresent();
  }

  // What is no regular file may have no end.
  private static List<byte[]> read(String file, Pattern kind) {
    try {
      Path path = Path.of(file);
      if (!Files.isRegularFile(path) || Files.size(path) > MOST_BYTES) {
        return List.of();
      }
      return decode(path, kind);
    } catch (IOException | IllegalArgumentException unreadable) {
      return List.of();
    }
  }

  private static List<byte[]> decode(Path file, Pattern kind) throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      String text = new String(bytes.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
      return kind.matcher(text)
          .results()
          .map(found -> Base64.getMimeDecoder().decode(found.group(1)))
          .toList();
    }
  }

  private static boolean isCertificate(byte[] encoded) {
    try {
      CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(encoded));
      return true;
    } catch (CertificateException malformed) {
      return false;
    }
  }

  private static boolean isKey(byte[] encoded) {
    for (String algorithm : ALGORITHMS) {
      try {
        KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        return true;
      } catch (GeneralSecurityException another) {
        // Only its own factory reads a key.
      }
    }
    return false;
  }
}
