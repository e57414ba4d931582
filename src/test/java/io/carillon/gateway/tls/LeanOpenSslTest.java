package io.carillon.gateway.tls;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class LeanOpenSslTest {
  @Test
  void itStaysLeanWhenVertxCopiesTheOptionsOfAServer() throws SSLException {
    HttpServerOptions options = new HttpServerOptions().setSslEngineOptions(new LeanOpenSsl());

    SslContext context =
        new HttpServerOptions(options)
            .getSslEngineOptions()
            .sslContextFactory()
            .forClient(true)
            .create();
    try {
      int bytes =
          assertInstanceOf(ReferenceCountedOpenSslContext.class, context)
              .getBioNonApplicationBufferSize();
      assertTrue(bytes < 200, () -> bytes + " bytes for each connection");
    } finally {
      ReferenceCountUtil.release(context);
    }
  }
}
