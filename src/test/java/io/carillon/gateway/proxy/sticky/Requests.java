package io.carillon.gateway.proxy.sticky;

import static io.carillon.gateway.testkit.Await.await;

import io.carillon.gateway.config.InjectConfig;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.proxy.request.Forwarding;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Requests that a listener handed over, which lives as long as the tests of one class. */
final class Requests implements BeforeAllCallback, AfterAllCallback {
  private static final int DEADLINE_SECONDS = 50;
  private static final RouteConfig ROUTE =
      new RouteConfig(
          "chat",
          "/",
          Optional.empty(),
          Map.of(),
          new RouteConfig.Proxy("chat", Optional.empty(), List.of(), false, InjectConfig.PLAIN),
          List.of());
  private static final Forwarding EVERYBODY = new Forwarding(address -> true);

  private static final BlockingQueue<ProxyRequest> HANDED_OVER = new LinkedBlockingQueue<>();
  private static Vertx vertx;
  private static HttpServer listener;

  static ProxyRequest get(String uri) {
    return of("GET", uri, null, false);
  }

  static ProxyRequest withCookies(String cookies) {
    return of("GET", "/", cookies, false);
  }

  /**
   * A request like any other.
   *
   * @param cookies null for none
   * @param secure as a proxy says that is believed
   */
  static ProxyRequest of(String method, String uri, String cookies, boolean secure) {
    String text =
        method
            + " "
            + uri
            + " HTTP/1.1\r\nHost: example.com\r\nX-Forwarded-Proto: "
            + (secure ? "https" : "http")
            + (cookies == null ? "" : "\r\nCookie: " + cookies)
            + "\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.actualPort())) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      ProxyRequest request = HANDED_OVER.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      if (request == null) {
        throw new AssertionError("not handed over: " + text);
      }
      return request;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    listener =
        await(vertx.createHttpServer().requestHandler(Requests::take).listen(0, "127.0.0.1"));
  }

  private static void take(HttpServerRequest request) {
    HANDED_OVER.add(ProxyRequest.of(request, ROUTE, EVERYBODY));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    await(vertx.close());
  }
}
