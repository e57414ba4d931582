package io.carillon.gateway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Speaks TLS with a listener on this machine, whatever it shows. Blocks. */
public final class TlsClient {
  private static final int DEADLINE_MILLIS = 40_000;
  private static final char[] NO_PASSWORD = {};

  private final SSLContext context;

  private TlsClient(KeyManager[] own) {
    try {
      context = SSLContext.getInstance("TLS");
      context.init(own, new TrustManager[] {new Anybody()}, new SecureRandom());
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** One that has no certificate. */
  public static TlsClient anonymous() {
    return new TlsClient(null);
  }

  /** One that shows a certificate when it is asked for one. */
  public static TlsClient with(TlsFiles files) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      Certificate certificate;
      try (var in = Files.newInputStream(files.certificate())) {
        certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
      }
      String pem = Files.readString(files.key()).replaceAll("-----[^-]+-----", "");
      PrivateKey key =
          KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
      store.setKeyEntry("client", key, NO_PASSWORD, new Certificate[] {certificate});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      return new TlsClient(
          new KeyManager[] {new Insistent((X509ExtendedKeyManager) keys.getKeyManagers()[0])});
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public SSLContext context() {
    return context;
  }

  /** Connects and makes the handshake; fails when there is none. */
  public SSLSocket connect(int port) throws IOException {
    return secure(new Socket(InetAddress.getLoopbackAddress(), port), "localhost");
  }

  /** The same, asking for a host name. */
  public SSLSocket connect(int port, String name) throws IOException {
    return secure(new Socket(InetAddress.getLoopbackAddress(), port), name);
  }

  /** The same, for a protocol that is to be spoken then, if the listener does. */
  public SSLSocket connectFor(String protocol, int port) throws IOException {
    Socket open = new Socket(InetAddress.getLoopbackAddress(), port);
    return secure(open, "localhost", new String[] {protocol}, new String[0]);
  }

  /** Makes the handshake on a connection that is open. */
  public SSLSocket secure(Socket open, String name, String... versions) throws IOException {
    return secure(open, name, new String[0], versions);
  }

  private SSLSocket secure(Socket open, String name, String[] protocols, String... versions)
      throws IOException {
    open.setSoTimeout(DEADLINE_MILLIS);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(open, name, open.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    if (versions.length > 0) {
      socket.setEnabledProtocols(versions);
    }
    try {
      socket.startHandshake();
      return socket;
    } catch (IOException none) {
      socket.close();
      throw none;
    }
  }

  /** Opens a WebSocket. */
  public RawWebSocket open(int port, String path, String... headers) {
    try {
      return RawWebSocket.open(connect(port), path, headers);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Who a listener shows itself to be, to those who ask for a name. */
  public String subject(int port, String name) {
    try (SSLSocket socket = connect(port, name)) {
      return subject(socket);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Who the other side has shown itself to be. */
  public static String subject(SSLSocket socket) throws IOException {
    return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
        .getSubjectX500Principal()
        .getName();
  }

  /** Shows what it has, whoever the server says it trusts. */
  private static final class Insistent extends X509ExtendedKeyManager {
    private final X509ExtendedKeyManager own;

    Insistent(X509ExtendedKeyManager own) {
      this.own = own;
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return "client";
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return own.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return own.getPrivateKey(alias);
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[] {"client"};
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return null;
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return null;
    }
  }

  /** Trusts whatever is shown. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
