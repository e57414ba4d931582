package io.carillon.gateway.proxy.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.carillon.gateway.config.InjectConfig;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.upstream.TestPools;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Answers each request with the head that a target would get, or with the refusal. A PROXY header
 * before each request says who sends it.
 */
final class HeadServer implements AutoCloseable {
  private static final int DEADLINE_SECONDS = 50;
  private static final int DEADLINE_MILLIS = 1_000 * DEADLINE_SECONDS;

  private final Vertx vertx = Vertx.vertx();
  private final Target target = TestPools.pool("http://backend:81").targets().get(0);
  private final Forwarding forwarding;
  private final HttpServer server;
  private volatile ProxyRequest latest;
  private volatile String routed;
  private volatile String peer;

  HeadServer(Predicate<String> believed) {
    this.forwarding = new Forwarding(believed);
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions().setUseProxyProtocol(true).setHttp2ClearTextEnabled(false))
            .requestHandler(this::handle);
    await(server.listen(0, "127.0.0.1"));
  }

  private void handle(HttpServerRequest request) {
    RouteConfig route =
        new RouteConfig(
            "route",
            "/",
            Optional.empty(),
            Map.of(),
            new RouteConfig.Proxy("pool", Optional.empty(), List.of(), false, InjectConfig.PLAIN),
            List.of());
    routed = request.path();
    peer = ClientAddress.peer(request);
    try {
      latest = ProxyRequest.of(request, route, forwarding);
      ByteBuf head = Unpooled.buffer();
      if (latest.header("Upgrade") == null) {
        RequestHead.writeRequest(latest, target, "", head);
      } else {
        RequestHead.writeUpgrade(latest, target, head);
      }
      request.response().end(Buffer.buffer(head.toString(ISO_8859_1), "ISO-8859-1"));
    } catch (RequestRefused refused) {
      request.response().setStatusCode(refused.status()).end(refused.getMessage());
    }
  }

  /** What the target would get of a request from {@code peer} to 192.0.2.1, port 8080. */
  String ask(String peer, String request) throws IOException {
    boolean wide = peer.indexOf(':') >= 0;
    String proxied =
        wide ? "TCP6 " + peer + " 2001:db8::1 5555 8080" : "TCP4 " + peer + " 192.0.2.1 5555 8080";
    return askBehind("PROXY " + proxied + "\r\n", request);
  }

  /**
   * The same, with this header of the PROXY protocol.
   *
   * @param header a byte is a character
   */
  String askBehind(String header, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
      socket.setSoTimeout(DEADLINE_MILLIS);
      socket.getOutputStream().write((header + request).getBytes(ISO_8859_1));
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      String status = answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
      String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
      return status.equals("200") ? body : status + " " + body;
    }
  }

  /** Who sent the last request, as a log of refused ones has it. */
  String peer() {
    return peer;
  }

  /** The path that the route of the last request was found by. */
  String routed() {
    return routed;
  }

  /** The request that was answered last. */
  ProxyRequest latest() {
    return latest;
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private static void await(io.vertx.core.Future<?> future) {
    try {
      future.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException(late);
    }
  }
}
