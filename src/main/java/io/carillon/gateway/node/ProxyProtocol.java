package io.carillon.gateway.node;

import io.carillon.gateway.config.Cidr;
import io.carillon.gateway.metrics.ListenerFigures.Refusal;
import io.carillon.gateway.wire.Deadlines;
import io.carillon.gateway.wire.RequestConnection;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Load balancers in TCP mode say who a client is with a header before everything else, in version 1
 * or 2 of the PROXY protocol. What connects to a listener that expects it has to be one of them and
 * to send one: a connection from anywhere else, or whose first bytes are anything else, is closed
 * without an answer. A header without an address, as health checks send it, leaves the peer its
 * own. Stateless but for what was logged.
 *
 * <p>What is no header, or one whose parts do not fit together, ends its connection at once. What
 * is too short to tell, or claims more bytes than come, ends it after the patience, however many
 * bytes come meanwhile.
 */
final class ProxyProtocol {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyProtocol.class);
  private static final String CODEC = "io.netty.handler.codec.haproxy.HAProxyMessageDecoder";

  /** With a header, from the beginning of its connection. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final AtomicBoolean TOLD = new AtomicBoolean();
  private static final AtomicBoolean TOLD_OF_STRANGERS = new AtomicBoolean();

  private ProxyProtocol() {}

  /** Fails when the codec is missing. */
  static void requireCodec(ClassLoader codecs) {
    try {
      Class.forName(CODEC, false, codecs);
    } catch (ClassNotFoundException | LinkageError missing) {
      throw new IllegalStateException(
          "listeners.public.proxyProtocol: true, but netty-codec-haproxy is not on the class path",
          missing);
    }
  }

  /**
   * Has a server take connections from load balancers only, and tells operators, the first time
   * aloud, of others and of those without a proper header. Fails when the codec is missing.
   *
   * @param balancers whose word counts; where a connection really comes from is compared
   * @param headers the time of a header
   * @param connections gets those of balancers only
   * @param refused told why others are not served
   */
  static HttpServer guard(
      HttpServer server,
      List<Cidr> balancers,
      Deadlines headers,
      Handler<HttpConnection> connections,
      Consumer<Refusal> refused) {
    requireCodec(ProxyProtocol.class.getClassLoader());
    return server.connectionHandler(
        connection -> {
          if (isAmong(balancers, connection)) {
            connections.handle(connection);
            RequestConnection.expectProxyHeader(connection, headers, cause -> tell(cause, refused));
          } else {
            refuse(connection);
            refused.accept(Refusal.STRANGER);
          }
        });
  }

  /**
   * The same for connections that go on with TLS: those of balancers begin with a header, then
   * others get them, see {@link DoorTransport#post(EventLoop, BiConsumer, NetServerOptions)}.
   */
  static BiConsumer<Channel, ChannelHandler> guard(
      List<Cidr> balancers, Deadlines headers, Consumer<Refusal> refused) {
    requireCodec(ProxyProtocol.class.getClassLoader());
    return (channel, others) -> {
      String peer = peer(channel);
      if (isAmong(balancers, peer)) {
        RequestConnection.expectProxyHeader(
            channel, others, headers, cause -> tell(cause, refused));
      } else {
        log(TOLD_OF_STRANGERS, "peer not in listeners.public.trustedProxies", peer);
        refused.accept(Refusal.STRANGER);
        channel.close();
      }
    };
  }

  private static String peer(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress inet
        ? SocketAddress.inetSocketAddress(inet).hostAddress()
        : null;
  }

  private static boolean isAmong(List<Cidr> balancers, HttpConnection connection) {
    return isAmong(balancers, connection.remoteAddress(true).hostAddress());
  }

  private static boolean isAmong(List<Cidr> balancers, String peer) {
    return peer != null && balancers.stream().anyMatch(range -> range.contains(peer));
  }

  private static void refuse(HttpConnection connection) {
    log(
        TOLD_OF_STRANGERS,
        "peer not in listeners.public.trustedProxies",
        connection.remoteAddress(true).hostAddress());
    connection.close();
  }

  private static void tell(Throwable cause, Consumer<Refusal> refused) {
    if (cause instanceof IOException) {
      // Checks of load balancers connect and reset: nothing is wrong.
      LOG.debug("connection lost before its PROXY header cause={}", text(cause));
    } else {
      refused.accept(Refusal.NO_PROXY_HEADER);
      log(TOLD, "no proper PROXY header", text(cause));
    }
  }

  private static void log(AtomicBoolean told, String reason, String detail) {
    LOG.atLevel(told.compareAndSet(false, true) ? Level.WARN : Level.DEBUG)
        .log("connection refused reason=\"{}\" detail={}", reason, detail);
  }

  // What a stranger sent may be in it.
  private static String text(Throwable cause) {
    return cause.getClass().getSimpleName();
  }
}
