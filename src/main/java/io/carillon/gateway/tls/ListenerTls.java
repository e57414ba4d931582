package io.carillon.gateway.tls;

import io.carillon.gateway.config.ListenerTlsConfig;
import io.carillon.gateway.config.UnusableCertificate;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;

/**
 * TLS of one listener: what it shows, and how it is spoken. One per listener and node; callable
 * from any thread.
 */
public final class ListenerTls {
  /** Those with forward secrecy and authenticated encryption, as RFC 9325 section 4.2 wants it. */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  static {
    // Of TLS 1.2: a client could have the costly half of a handshake done over and over.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }

  private final String listener;
  private final ListenerTlsConfig config;
  private final SSLEngineOptions engine;
  private final KeyCertOptions keys = new Keys();
  private volatile Shown shown;

  private ListenerTls(String listener, ListenerTlsConfig config, Shown shown) {
    this.listener = listener;
    this.config = config;
    this.shown = shown;
    this.engine = Engines.find("listeners." + listener, config.engine());
  }

  /**
   * Reads the files of a listener, so not on a loop.
   *
   * @param listener its name in the configuration
   * @throws IllegalStateException when they cannot be used any more, or no such engine can be had
   */
  public static ListenerTls read(String listener, ListenerTlsConfig config) {
    try {
      return new ListenerTls(listener, config, Shown.read(config));
    } catch (UnusableCertificate | IOException unusable) {
      throw new IllegalStateException(
          "listeners." + listener + ".tls: " + unusable.getMessage(), unusable);
    }
  }

  /** Has a server that is to be made speak TLS. */
  public HttpServerOptions secure(HttpServerOptions options) {
    options
        .setSsl(true)
        .setSslEngineOptions(engine)
        .setUseAlpn(true)
        .setAlpnVersions(
            config.http2()
                ? List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1)
                : List.of(HttpVersion.HTTP_1_1))
        .setEnabledSecureTransportProtocols(versions())
        .setKeyCertOptions(keys);
    CIPHERS.forEach(options::addEnabledCipherSuite);
    shown
        .trust()
        .ifPresent(
            trust ->
                options
                    .setClientAuth(ClientAuth.REQUEST)
                    .setTrustOptions(isOpenSsl() ? ClientTrust.of(trust) : trust));
    return options;
  }

  private boolean isOpenSsl() {
    return engine instanceof OpenSSLEngineOptions;
  }

  /** What a server that was made so is to go by, after {@link CertificateWatch} saw other files. */
  public ServerSSLOptions options() {
    return secure(new HttpServerOptions()).getSslOptions();
  }

  private Set<String> versions() {
    Set<String> versions = new LinkedHashSet<>(Set.of("TLSv1.3"));
    if (config.minimum() == ListenerTlsConfig.Minimum.TLS_1_2) {
      versions.add("TLSv1.2");
    }
    return versions;
  }

  /** The name of the listener in the configuration. */
  public String listener() {
    return listener;
  }

  ListenerTlsConfig config() {
    return config;
  }

  /** What it shows to whoever comes now. */
  Shown shown() {
    return shown;
  }

  void show(Shown other) {
    shown = other;
  }

  /** The same for Vert.x whatever the files hold, so that it keeps nothing of what they held. */
  private final class Keys implements KeyCertOptions {
    @Override
    public KeyCertOptions copy() {
      return this;
    }

    @Override
    public KeyManagerFactory getKeyManagerFactory(Vertx vertx) throws Exception {
      KeyManagerFactory factory = KeyCertOptions.wrap(shown.keys()).getKeyManagerFactory(vertx);
      return isOpenSsl() ? new OpenSslCachingX509KeyManagerFactory(factory) : factory;
    }

    @Override
    public Function<String, KeyManagerFactory> keyManagerFactoryMapper(Vertx vertx) {
      return name -> null; // the keys know names themselves
    }
  }
}
