package io.carillon.gateway.proxy.request;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/**
 * The certificate of a client as targets are told of it, in {@code X-Forwarded-Client-Cert} as
 * Envoy has it. Stateless.
 */
final class ShownCertificate {
  private static final int FIRST_PRINTABLE = 0x20;
  private static final int LAST_PRINTABLE = 0x7E;

  private ShownCertificate() {}

  /**
   * An element of that field.
   *
   * @param certificate null for none
   * @return empty for none
   */
  static String element(X509Certificate certificate) {
    if (certificate == null) {
      return "";
    }
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      String subject = certificate.getSubjectX500Principal().getName();
      return "Hash=" + HexFormat.of().formatHex(digest) + ";Subject=" + quoted(subject);
    } catch (GeneralSecurityException undecodable) {
      throw new IllegalStateException("a certificate that was trusted", undecodable);
    }
  }

  // Percent-encoded where it could not stand in a line: an authority may vouch for any name.
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      if (one == '"' || one == '\\') {
        quoted.append('\\').append((char) one);
      } else if (one < FIRST_PRINTABLE || one > LAST_PRINTABLE || one == '%') {
        quoted.append('%').append(HexFormat.of().withUpperCase().toHexDigits(one));
      } else {
        quoted.append((char) one);
      }
    }
    return quoted.append('"').toString();
  }
}
