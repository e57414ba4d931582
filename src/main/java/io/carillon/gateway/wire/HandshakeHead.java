package io.carillon.gateway.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.security.cert.X509Certificate;

/**
 * The head of a request that may be an opening handshake, whoever read it: all there is to know
 * before its connection is taken over. Confined to the loop of the connection, and to the call that
 * tells of it.
 */
public interface HandshakeHead {
  /** That of a request which Vert.x has read. Within the request handler. */
  static HandshakeHead of(HttpServerRequest request) {
    return new VertxHead(request);
  }

  String method();

  HttpVersion version();

  /** The request target as it came. */
  String uri();

  /** The path in it as it came, escapes and all; null when there is none. */
  String path();

  /** As they came. */
  MultiMap headers();

  /** The first value of that parameter of the query; null when there is none. */
  String param(String name);

  /** Whether the client speaks TLS with this node, or with whoever sent its PROXY header. */
  boolean isSecure();

  /** What the client has shown of itself in TLS, which is trusted; null when that is nothing. */
  default X509Certificate certificate() {
    return null;
  }

  /**
   * Who connected; null when that is not known any more.
   *
   * @param real whatever a PROXY header tells
   */
  SocketAddress remoteAddress(boolean real);

  /** Where it was connected to; like {@link #remoteAddress}. */
  SocketAddress localAddress(boolean real);

  /** Whether what came behind it was taken for requests already, see {@link Handshake#check}. */
  boolean hasWaited();

  /**
   * Calls {@code then} on the loop when the socket is gone, whoever has it by then; does nothing
   * when it was called for an earlier request on it.
   */
  void whenGone(Runnable then);

  /**
   * Takes the channel over, without an answer: the one who takes it answers in bytes, now or later.
   * TLS and {@code own} are left in the pipeline, nothing else, and bytes that came behind the head
   * are the first that {@code own} reads. Once; nobody may touch the request afterwards.
   *
   * @return the channel, which reads
   */
  Channel take(ChannelHandler... own);
}
