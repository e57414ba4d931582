package io.carillon.gateway.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A certificate and the key to it, good to be shown. Immutable.
 *
 * @param chain the certificate itself, then those that vouch for it; not empty
 */
public record TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
  private static final Set<String> ALGORITHMS = Set.of("RSA", "EC");
  private static final Set<String> KEYS =
      Set.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY");
  private static final int DNS_NAME = 2;
  private static final String CERTIFICATE = "certificate";
  private static final String KEY = "key";

  public TlsIdentity {
    chain = List.copyOf(chain);
  }

  /** Reads files, so not on a loop; fails unless the certificate is good now and the key fits. */
  public static TlsIdentity read(CertificateFiles files) throws UnusableCertificate {
    List<X509Certificate> chain = chain(files.certificate());
    TlsIdentity identity = new TlsIdentity(chain, key(files, chain.get(0)));
    identity.checkTime(files.certificate(), Instant.now());
    return identity;
  }

  /** Fails unless a file holds certificates that can be read. */
  public static void checkAuthorities(String file) throws UnusableCertificate {
    if (!PemFiles.CERTIFICATES.parse(file).isPresent()) {
      throw new UnusableCertificate(
          "clientAuthorities", file, "a file of PEM certificates that can be read");
    }
  }

  private static List<X509Certificate> chain(String file) throws UnusableCertificate {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (PemBlock block : PemBlock.read(file)) {
        if (block.label().equals("CERTIFICATE")) {
          chain.add(
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(block.bytes())));
        }
      }
    } catch (IOException | CertificateException unreadable) {
      chain.clear();
    }
    if (chain.isEmpty()) {
      throw new UnusableCertificate(
          CERTIFICATE, file, "a file of PEM certificates that can be read");
    }
    if (!ALGORITHMS.contains(chain.get(0).getPublicKey().getAlgorithm())) {
      throw new UnusableCertificate(CERTIFICATE, file, "a certificate of an RSA or EC key");
    }
    return chain;
  }

  private static PrivateKey key(CertificateFiles files, X509Certificate certificate)
      throws UnusableCertificate {
    PemBlock block = keyBlock(files.key());
    try {
      PrivateKey key = PrivateKeys.read(block, certificate.getPublicKey());
      if (PrivateKeys.fit(key, certificate.getPublicKey())) {
        return key;
      }
    } catch (GeneralSecurityException another) {
      // It is none of that algorithm, or of that curve.
    }
    throw new UnusableCertificate(
        KEY, files.key(), "the key to the first certificate in " + files.certificate());
  }

  private static PemBlock keyBlock(String file) throws UnusableCertificate {
    String wanted =
        "a file with a PEM key that can be read, without a password: BEGIN PRIVATE KEY, RSA PRIVATE"
            + " KEY or EC PRIVATE KEY";
    try {
      return PemBlock.read(file).stream()
          .filter(block -> KEYS.contains(block.label()))
          .findFirst()
          .orElseThrow(() -> new UnusableCertificate(KEY, file, wanted));
    } catch (IOException unreadable) {
      throw new UnusableCertificate(KEY, file, wanted);
    }
  }

  private void checkTime(String file, Instant now) throws UnusableCertificate {
    Instant from = chain.get(0).getNotBefore().toInstant();
    if (now.isAfter(expiry())) {
      throw new UnusableCertificate(
          CERTIFICATE, file + ", which expired at " + expiry(), "one that is good now");
    }
    if (now.isBefore(from)) {
      throw new UnusableCertificate(
          CERTIFICATE, file + ", which is not valid before " + from, "one that is good now");
    }
  }

  /** When the certificate itself expires. */
  public Instant expiry() {
    return chain.get(0).getNotAfter().toInstant();
  }

  /** The host names that it is good for, in lower case; some with {@code *} as the first label. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> all = chain.get(0).getSubjectAlternativeNames();
      for (List<?> name : all == null ? List.<List<?>>of() : all) {
        if (name.get(0).equals(DNS_NAME)) {
          names.add(name.get(1).toString().toLowerCase(Locale.ROOT));
        }
      }
    } catch (CertificateParsingException malformed) {
      return List.of();
    }
    return names;
  }

  @Override
  public String toString() {
    return "TlsIdentity[" + names() + ", expiry=" + expiry() + "]";
  }
}
