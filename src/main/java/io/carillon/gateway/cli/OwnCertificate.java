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
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the certificates of a configuration under any name, and others as Java does: whoever has
 * the configuration asks the node that has it too, by an address that need not be in there.
 */
final class OwnCertificate extends X509ExtendedTrustManager {
  private final Set<X509Certificate> own;
  private final X509ExtendedTrustManager others;

  private OwnCertificate(Set<X509Certificate> own, X509ExtendedTrustManager others) {
    this.own = own;
    this.others = others;
  }

  /** Reads the files. */
  static SSLContext trusted(ListenerTlsConfig config) {
    try {
      TrustManagerFactory usual =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      usual.init((KeyStore) null);
      OwnCertificate manager =
          new OwnCertificate(
              config.certificates().stream().map(OwnCertificate::read).collect(Collectors.toSet()),
              (X509ExtendedTrustManager) usual.getTrustManagers()[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {manager}, null);
      return context;
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
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
