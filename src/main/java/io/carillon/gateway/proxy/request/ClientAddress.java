package io.carillon.gateway.proxy.request;

import io.carillon.gateway.wire.HandshakeHead;
import io.vertx.core.http.HttpServerRequest;

/**
 * Where a request came from and to, as trusted proxies before this node tell it.
 *
 * @param host address of the client, a literal
 * @param port 0 when unknown
 * @param localHost the address it was sent to, a literal
 * @param secure whether the client speaks TLS
 */
public record ClientAddress(
    String host, int port, String localHost, int localPort, boolean secure) {

  /**
   * The literal address of whoever connected, be it the client or not; {@code -} when the
   * connection is gone. For requests of which nothing else is known.
   */
  public static String peer(HttpServerRequest request) {
    Hop peer = Forwarding.peer(HandshakeHead.of(request));
    return peer.host() == null ? "-" : peer.host();
  }
}
