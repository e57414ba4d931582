package io.carillon.gateway.config;

import com.nimbusds.jose.jwk.Curve;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Public keys that tokens are verified with, as PEM, in the configuration itself or in files.
 * Complaints show nothing of it: it may be a private key by mistake.
 */
final class PublicKeys {
  private static final int MOST_BYTES = 1 << 16;
  private static final int LEAST_RSA_BITS = 2_048;
  private static final Set<Curve> CURVES = Set.of(Curve.P_256, Curve.P_384, Curve.P_521);
  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  private static final String WANTED =
      "PEM, or a file of it, with PUBLIC KEY or CERTIFICATE of RSA from 2048 bits on or of EC P-256,"
          + " P-384 or P-521";

  private PublicKeys() {}

  static List<PublicKey> list(Section section, String key) {
    Node node = section.structured(key);
    List<PublicKey> keys = new ArrayList<>();
    if (node instanceof Node.Sequence sequence) {
      for (int i = 0; i < sequence.items().size(); i++) {
        Node item = sequence.items().get(i);
        List<PublicKey> found = item instanceof Node.Scalar pem ? read(pem.text()) : List.of();
        if (found.isEmpty()) {
          String what = "something else (" + item.origin() + ")";
          section.complainWithin(key, String.valueOf(i), what, WANTED);
        }
        keys.addAll(found);
      }
    } else if (node != null) {
      section.complain(key, "a list, as in [conf/tokens.pem]");
    }
    return keys;
  }

  // Empty when there is none, or a wrong one.
  private static List<PublicKey> read(String pemOrFile) {
    try {
      String pem = pemOrFile.contains("-----BEGIN ") ? pemOrFile : contents(Path.of(pemOrFile));
      List<PublicKey> keys = new ArrayList<>();
      for (MatchResult block : BLOCK.matcher(pem).results().toList()) {
        byte[] encoded = Base64.getMimeDecoder().decode(block.group(2));
        keys.add(block.group(1).equals("CERTIFICATE") ? certified(encoded) : decode(encoded));
      }
      return keys.stream().allMatch(PublicKeys::isStrong) ? keys : List.of();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException unreadable) {
      return List.of();
    }
  }

  private static String contents(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
      throw new IOException("no file of keys");
    }
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  private static PublicKey certified(byte[] encoded) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(encoded))
        .getPublicKey();
  }

  private static PublicKey decode(byte[] encoded) throws GeneralSecurityException {
    X509EncodedKeySpec spec = new X509EncodedKeySpec(encoded);
    try {
      return KeyFactory.getInstance("RSA").generatePublic(spec);
    } catch (GeneralSecurityException another) {
      return KeyFactory.getInstance("EC").generatePublic(spec);
    }
  }

  private static boolean isStrong(PublicKey key) {
    return key instanceof RSAPublicKey rsa
        ? rsa.getModulus().bitLength() >= LEAST_RSA_BITS
        : key instanceof ECPublicKey ec
            && CURVES.contains(Curve.forECParameterSpec(ec.getParams()));
  }
}
