package io.carillon.gateway.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Says in words of OpenSSL why the certificate of a client is not good, so that the client gets the
 * alert that is meant, RFC 8446 section 6.2. Netty finds such words for what is over or revoked
 * only; of anything else OpenSSL tells the client that the server has failed. Immutable; callable
 * from any thread.
 */
final class ClientTrust extends X509ExtendedTrustManager {
  /** X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, which becomes the alert unknown_ca. */
  private static final int NO_ISSUER = 20;

  /** X509_V_ERR_CERT_UNTRUSTED, which becomes the alert bad_certificate. */
  private static final int UNTRUSTED = 27;

  private static final Set<CertPathValidatorException.Reason> NAMED_BY_NETTY =
      Set.of(BasicReason.EXPIRED, BasicReason.NOT_YET_VALID, BasicReason.REVOKED);

  private final X509ExtendedTrustManager judge;

  private ClientTrust(X509ExtendedTrustManager judge) {
    this.judge = judge;
  }

  /** Those who vouch for clients, for the engine of OpenSSL. */
  static TrustOptions of(PemTrustOptions authorities) {
    return new Options(authorities);
  }

  private record Options(PemTrustOptions authorities) implements TrustOptions {
    @Override
    public TrustOptions copy() {
      return this;
    }

    @Override
    public TrustManagerFactory getTrustManagerFactory(Vertx vertx) throws Exception {
      TrustManager judge = authorities.getTrustManagerFactory(vertx).getTrustManagers()[0];
      return TrustOptions.wrap(new ClientTrust((X509ExtendedTrustManager) judge))
          .getTrustManagerFactory(vertx);
    }

    @Override
    public Function<String, TrustManager[]> trustManagerMapper(Vertx vertx) {
      return name -> null; // the same for all names
    }
  }

  private interface Check {
    void run() throws CertificateException;
  }

  private static void check(Check check) throws CertificateException {
    try {
      check.run();
    } catch (CertificateException bad) {
      for (Throwable cause = bad; cause != null; cause = cause.getCause()) {
        if (cause instanceof CertPathBuilderException) {
          throw new OpenSslCertificateException(bad.getMessage(), bad, NO_ISSUER);
        } else if (cause instanceof CertPathValidatorException invalid
            && NAMED_BY_NETTY.contains(invalid.getReason())) {
          throw bad;
        }
      }
      throw new OpenSslCertificateException(bad.getMessage(), bad, UNTRUSTED);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(() -> judge.checkClientTrusted(chain, type, engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(() -> judge.checkClientTrusted(chain, type, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(() -> judge.checkClientTrusted(chain, type));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    judge.checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    judge.checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    judge.checkServerTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return judge.getAcceptedIssuers();
  }
}
