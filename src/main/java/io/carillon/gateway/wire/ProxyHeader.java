package io.carillon.gateway.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.TransportProtocol;
import io.netty.handler.codec.haproxy.HAProxySSLTLV;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.function.Consumer;

/**
 * Stands between the decoder of PROXY headers and that of HTTP or TLS, until the header has come:
 * all of it in time, or the connection is closed. Tells Vert.x the addresses in it, and {@link
 * RequestConnection#isToldSecure} whether the client speaks TLS with whoever sent it. Vert.x would
 * read it too, but gives each byte a time of its own. Confined to its loop.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {
  private final Deadlines deadlines;
  private final Consumer<Throwable> refused;
  private final Runnable begin;
  private final Time time = new Time();
  private ChannelHandlerContext ctx;
  private boolean over;

  /**
   * @param refused told once, when what comes is no header or the connection is lost before
   * @param begin called when the header has come, before what is behind it is read
   */
  ProxyHeader(Deadlines deadlines, Consumer<Throwable> refused, Runnable begin) {
    this.deadlines = deadlines;
    this.refused = refused;
    this.begin = begin;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    ctx = added;
    deadlines.begin(time);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    time.end();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      // Anything else comes behind a header that was refused.
      if (!over && message instanceof HAProxyMessage header) {
        take(header);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void take(HAProxyMessage header) {
    HAProxyProxiedProtocol protocol = header.proxiedProtocol();
    if (protocol.transportProtocol() == TransportProtocol.DGRAM) {
      refuse(new HAProxyProtocolException("datagrams"));
      return;
    }
    if (protocol == HAProxyProxiedProtocol.TCP4 || protocol == HAProxyProxiedProtocol.TCP6) {
      tell(header);
    }
    over = true;
    begin.run();
    ctx.pipeline().remove(this);
  }

  private void tell(HAProxyMessage header) {
    if (header.sourceAddress() != null) {
      ctx.channel()
          .attr(ConnectionBase.REMOTE_ADDRESS_OVERRIDE)
          .set(SocketAddress.inetSocketAddress(header.sourcePort(), header.sourceAddress()));
    }
    if (header.destinationAddress() != null) {
      ctx.channel()
          .attr(ConnectionBase.LOCAL_ADDRESS_OVERRIDE)
          .set(
              SocketAddress.inetSocketAddress(
                  header.destinationPort(), header.destinationAddress()));
    }
    // PP2_TYPE_SSL with PP2_CLIENT_SSL, section 2.2.5 of the PROXY protocol.
    if (header.tlvs().stream()
        .anyMatch(one -> one instanceof HAProxySSLTLV tls && tls.isPP2ClientSSL())) {
      ctx.channel().attr(RequestConnection.TOLD_SECURE).set(true);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    // Nothing of a request has come.
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    refuse(cause);
  }

  private void refuse(Throwable cause) {
    if (!over) {
      over = true;
      refused.accept(cause);
    }
    ctx.close();
  }

  private final class Time extends Deadlines.Entry {
    @Override
    void onDue() {
      refuse(new HAProxyProtocolException("no header in time"));
    }
  }
}
