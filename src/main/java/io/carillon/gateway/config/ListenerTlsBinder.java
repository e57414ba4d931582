package io.carillon.gateway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the TLS of listeners, and the certificates themselves to see whether they are good. */
final class ListenerTlsBinder {
  private static final int USUAL_PORT = 8443;
  private static final int MOST_PORT = 65_535;
  private static final String CERTIFICATE = "certificate";
  private static final String KEY = "key";

  private ListenerTlsBinder() {}

  /** Of the public listener, on a port of its own; empty when there is no certificate. */
  static Optional<ListenerTlsConfig> beside(Section section) {
    int port = section.integer("port", USUAL_PORT, 0, MOST_PORT);
    List<CertificateFiles> all = new ArrayList<>();
    pair(section).ifPresent(all::add);
    for (Section more : section.list("certificates")) {
      certificate(more, !all.isEmpty()).ifPresent(all::add);
    }
    String authorities = section.value("clientAuthorities", "", PemFiles.CERTIFICATES);
    if (all.isEmpty() && !authorities.isEmpty() && section.isSound(CERTIFICATE, KEY)) {
      section.complain(CERTIFICATE, "a certificate, since clientAuthorities is given");
    }
    return tls(section, port, all, authorities);
  }

  /** Of a listener that speaks nothing else then; empty when there is no certificate. */
  static Optional<ListenerTlsConfig> instead(Section section, int port) {
    return tls(section, port, pair(section).stream().toList(), "");
  }

  private static Optional<ListenerTlsConfig> tls(
      Section section, int port, List<CertificateFiles> all, String authorities) {
    ListenerTlsConfig.Minimum minimum =
        section.value(
            "minimum",
            ListenerTlsConfig.Minimum.TLS_1_2,
            Kind.choice(ListenerTlsConfig.Minimum.values()));
    ListenerTlsConfig.Engine engine =
        section.value(
            "engine",
            ListenerTlsConfig.Engine.AUTO,
            Kind.choice(ListenerTlsConfig.Engine.values()));
    boolean http2 = section.flag("http2", true);
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(new ListenerTlsConfig(port, all, authorities, minimum, engine, http2));
  }

  private static Optional<CertificateFiles> certificate(Section section, boolean another) {
    Optional<CertificateFiles> files = pair(section);
    if (!section.has(CERTIFICATE) && !section.has(KEY)) {
      section.complain(CERTIFICATE, "the file of a certificate");
    } else if (another && section.isSound(CERTIFICATE, KEY) && isNameless(files)) {
      section.complain(CERTIFICATE, "a certificate with a host name, else nobody is ever shown it");
    }
    return files;
  }

  private static boolean isNameless(Optional<CertificateFiles> files) {
    try {
      return files.isPresent() && TlsIdentity.read(files.get()).names().isEmpty();
    } catch (UnusableCertificate told) {
      return false;
    }
  }

  // Without both, there is none; what is given and wrong is one all the same.
  private static Optional<CertificateFiles> pair(Section section) {
    CertificateFiles files =
        new CertificateFiles(section.text(CERTIFICATE, ""), section.text(KEY, ""));
    if (!section.isSound(CERTIFICATE, KEY)) {
      return Optional.empty();
    }
    if (files.certificate().isEmpty() != files.key().isEmpty()) {
      String missing = files.key().isEmpty() ? KEY : CERTIFICATE;
      section.complain(
          missing, "a file, since there is a " + (missing.equals(KEY) ? CERTIFICATE : KEY));
      return Optional.empty();
    }
    if (files.certificate().isEmpty()) {
      return Optional.empty();
    }
    try {
      TlsIdentity.read(files);
    } catch (UnusableCertificate unusable) {
      section.complainWithin(unusable.key(), "", unusable.found(), unusable.wanted());
    }
    return Optional.of(files);
  }
}
