package io.carillon.gateway.cli;

import io.carillon.gateway.config.CertificateFiles;
import io.carillon.gateway.config.ListenerTlsConfig;
import io.carillon.gateway.config.TlsIdentity;
import io.carillon.gateway.config.UnusableCertificate;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the certificates of a configuration under any name, and others as Java does, or by whom it
 * is told: whoever has the configuration asks the node that has it too, by an address that need not
 * be in there.
 */
final class OwnCertificate extends X509ExtendedTrustManager {
  private final Set<X509Certificate> own;
  private final X509ExtendedTrustManager others;

  private OwnCertificate(Set<X509Certificate> own, X509ExtendedTrustManager others) {
    this.own = own;
    this.others = others;
  }

  /**
   * Reads the files.
   *
   * @param config null for one without TLS
   * @param authorities of all others; null for whom Java trusts
   */
  static SSLContext trusted(ListenerTlsConfig config, KeyStore authorities) {
    try {
      TrustManagerFactory usual =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      usual.init(authorities);
      OwnCertificate manager =
          new OwnCertificate(
              config == null ? Set.of() : read(config.certificates()),
              (X509ExtendedTrustManager) usual.getTrustManagers()[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {manager}, null);
      return context;
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static Set<X509Certificate> read(List<CertificateFiles> files) {
    return files.stream().map(OwnCertificate::read).collect(Collectors.toSet());
  }

  private static X509Certificate read(CertificateFiles files) {
    try {
      return TlsIdentity.read(files).chain().get(0);
    } catch (UnusableCertificate changed) {
      throw new IllegalStateException(changed.getMessage(), changed); // it was good just now
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    if (!own.contains(chain[0])) {
      others.checkServerTrusted(chain, type, engine);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    if (!own.contains(chain[0])) {
      others.checkServerTrusted(chain, type, socket);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    others.checkServerTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    others.checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    others.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    others.checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return others.getAcceptedIssuers();
  }
}
