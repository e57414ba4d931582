package io.carillon.gateway.tls;

import io.carillon.gateway.config.ListenerTlsConfig;
import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;

/** What speaks TLS, of what can be had here. Stateless. */
final class Engines {
  private Engines() {}

  /** Fails, with the reason, when the one that is wanted cannot be had. */
  static SSLEngineOptions find(String listener, ListenerTlsConfig.Engine wanted) {
    if (wanted == ListenerTlsConfig.Engine.OPENSSL && !OpenSsl.isAvailable()) {
      throw new IllegalStateException(
          listener
              + ".tls.engine: openssl cannot be had on this machine: "
              + OpenSsl.unavailabilityCause().getMessage());
    }
    return wanted == ListenerTlsConfig.Engine.JDK || !OpenSsl.isAvailable()
        ? new JdkSSLEngineOptions()
        : new LeanOpenSsl();
  }
}
