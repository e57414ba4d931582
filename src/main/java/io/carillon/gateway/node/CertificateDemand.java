package io.carillon.gateway.node;

import io.carillon.gateway.wire.Handshake;
import io.carillon.gateway.wire.HandshakeHead;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/**
 * Lets those to an endpoint only who came by TLS with a certificate: that it is trusted was seen to
 * when they connected. Is no {@link io.carillon.gateway.wire.Doorway}, so nobody comes past it.
 *
 * @param refused told of each that came without
 */
record CertificateDemand(Handler<HttpServerRequest> endpoint, Runnable refused)
    implements Handler<HttpServerRequest> {
  private static final Handshake.Refusal WITHOUT =
      new Handshake.Refusal(403, "a client certificate is needed", Map.of());

  @Override
  public void handle(HttpServerRequest request) {
    if (HandshakeHead.of(request).certificate() != null) {
      endpoint.handle(request);
    } else {
      refused.run();
      WITHOUT.answer(request);
    }
  }
}
