package io.carillon.gateway.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The head of a request that Vert.x has read. */
record VertxHead(HttpServerRequest request) implements HandshakeHead {
  @Override
  public String method() {
    return request.method().name();
  }

  @Override
  public HttpVersion version() {
    return request.version();
  }

  @Override
  public String uri() {
    return request.uri();
  }

  @Override
  public String path() {
    return request.path();
  }

  @Override
  public MultiMap headers() {
    return request.headers();
  }

  @Override
  public String param(String name) {
    return request.getParam(name);
  }

  @Override
  public boolean isSecure() {
    return request.isSSL() || RequestConnection.isToldSecure(request);
  }

  @Override
  public X509Certificate certificate() {
    try {
      return request.isSSL()
              && request.sslSession().getPeerCertificates()[0] instanceof X509Certificate shown
          ? shown
          : null;
    } catch (SSLPeerUnverifiedException nothing) {
      return null;
    }
  }

  @Override
  public SocketAddress remoteAddress(boolean real) {
    return real ? request.connection().remoteAddress(true) : request.remoteAddress();
  }

  @Override
  public SocketAddress localAddress(boolean real) {
    return real ? request.connection().localAddress(true) : request.localAddress();
  }

  @Override
  public boolean hasWaited() {
    return RequestConnection.hasWaited(request);
  }

  @Override
  public void whenGone(Runnable then) {
    RequestConnection.whenGone(request, then);
  }

  @Override
  public Channel take(ChannelHandler... own) {
    return ChannelTakeover.take(request, own);
  }
}
