package io.carillon.gateway.tls;

import io.carillon.gateway.config.CertificateFiles;
import io.carillon.gateway.config.FileDigest;
import io.carillon.gateway.config.ListenerTlsConfig;
import io.carillon.gateway.config.TlsIdentity;
import io.carillon.gateway.config.UnusableCertificate;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What the files of a listener held when they were read. Immutable.
 *
 * @param digest of the files
 * @param trust those who vouch for clients; empty when clients are not asked
 * @param expiry of the certificate that expires first
 */
record Shown(String digest, NamedKeys keys, Optional<PemTrustOptions> trust, Instant expiry) {
  /** Reads all of them, so not on a loop. */
  static Shown read(ListenerTlsConfig config) throws UnusableCertificate, IOException {
    // First, so that a change in the meantime is not missed.
    String digest = digest(config);
    List<TlsIdentity> identities = new ArrayList<>();
    for (CertificateFiles files : config.certificates()) {
      identities.add(TlsIdentity.read(files));
    }
    Instant first =
        identities.stream().map(TlsIdentity::expiry).min(Comparator.naturalOrder()).orElseThrow();
    return new Shown(digest, new NamedKeys(identities), trust(config.clientAuthorities()), first);
  }

  /** Tells whether the files have changed: of what is in them, wherever that is by now. */
  static String digest(ListenerTlsConfig config) {
    List<String> files = new ArrayList<>();
    for (CertificateFiles pair : config.certificates()) {
      files.add(pair.certificate());
      files.add(pair.key());
    }
    files.add(config.clientAuthorities());
    return HexFormat.of().formatHex(FileDigest.of(files));
  }

  private static Optional<PemTrustOptions> trust(String file)
      throws UnusableCertificate, IOException {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    TlsIdentity.checkAuthorities(file);
    return Optional.of(
        new PemTrustOptions().addCertValue(Buffer.buffer(Files.readAllBytes(Path.of(file)))));
  }
}
