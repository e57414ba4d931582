package io.carillon.gateway.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import javax.net.ssl.SSLException;

/**
 * OpenSSL as Vert.x has it, in less memory for each connection: the buffer for what the protocol
 * itself says while nobody writes, 2 KiB by default, holds the longest alert. What is longer, parts
 * of a handshake, waits for the next write, as it would behind a full one. Immutable.
 */
final class LeanOpenSsl extends OpenSSLEngineOptions {
  /** An alert is 31 bytes at most with the ciphers of {@link ListenerTls} (RFC 8446, RFC 5246). */
  private static final int PROTOCOL_BYTES = 128;

  @Override
  public LeanOpenSsl copy() {
    return this;
  }

  @Override
  public SslContextFactory sslContextFactory() {
    return new DefaultSslContextFactory(SslProvider.OPENSSL, isSessionCacheEnabled()) {
      @Override
      public SslContext create() throws SSLException {
        SslContext context = super.create();
        if (context instanceof ReferenceCountedOpenSslContext openSsl) {
          openSsl.setBioNonApplicationBufferSize(PROTOCOL_BYTES);
        }
        return context;
      }
    };
  }
}
