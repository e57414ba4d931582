package io.carillon.gateway.demo;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Serves the page below its route, from memory, on any event loop. The first of all reads the
 * files, which blocks.
 */
public final class DemoPage implements Handler<HttpServerRequest> {
  /** What the page hears when its address names no channel. */
  public static final String CHANNEL = "demo:lobby";

  private static final Map<String, String> FILES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "demo.css", "text/css; charset=utf-8",
          "demo.js", "text/javascript; charset=utf-8",
          "client.js", "text/javascript; charset=utf-8",
          "icon.svg", "image/svg+xml");
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'; connect-src 'self'";

  /** By their names, once for all loops and all changes of rules. */
  private static final Map<String, Page> PAGES = new HashMap<>();

  static {
    FILES.forEach((name, type) -> PAGES.put(name, new Page(type, read(name))));
    PAGES.put("", PAGES.get("index.html"));
  }

  private final String prefix;
  private final Supplier<Settings> settings;

  /**
   * @param prefix of the route, with the slash at its end
   * @param settings asked for with each load of the page
   */
  public DemoPage(String prefix, Supplier<Settings> settings) {
    this.prefix = prefix;
    this.settings = settings;
  }

  /**
   * What the page has to know.
   *
   * @param api where backends publish, as a person would type it
   * @param needsKey whether they need a key to
   * @param webSocket path of the endpoint that the page connects to
   * @param neighbours nodes that a reader of the page reaches under the same host, this one among
   *     them; empty when that is not known
   */
  public record Settings(String api, boolean needsKey, String webSocket, List<Node> neighbours) {
    Page asPage() {
      JsonObject config =
          new JsonObject()
              .put("api", api)
              .put("needsKey", needsKey)
              .put("websocket", webSocket)
              .put("channel", CHANNEL);
      JsonArray nodes = new JsonArray();
      neighbours.forEach(
          node -> nodes.add(new JsonObject().put("name", node.name()).put("port", node.port())));
      config.put("nodes", nodes);
      return new Page("application/json", config.toBuffer());
    }
  }

  /** A node and its public port. */
  public record Node(String name, int port) {}

  @Override
  public void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (!HttpMethod.GET.equals(request.method()) && !HttpMethod.HEAD.equals(request.method())) {
      response.setStatusCode(405).putHeader("Allow", "GET, HEAD").end();
    } else if (!request.path().startsWith(prefix)) {
      // The prefix without its slash, as people type it; the page's files are below the slash.
      response.setStatusCode(308).putHeader("Location", prefix).end();
    } else {
      String name = request.path().substring(prefix.length());
      Page page = name.equals("config.json") ? settings.get().asPage() : PAGES.get(name);
      if (page == null) {
        response.setStatusCode(404).end("no such file\n");
      } else {
        answer(request, page);
      }
    }
  }

  // The page may move its connection to a neighbour, by whatever name it was opened itself.
  private static String policy(List<Node> neighbours) {
    return POLICY
        + neighbours.stream().map(node -> " ws://*:" + node.port()).collect(Collectors.joining());
  }

  private void answer(HttpServerRequest request, Page page) {
    HttpServerResponse response = request.response();
    response.putHeader("Content-Type", page.type());
    response.putHeader("Content-Security-Policy", policy(settings.get().neighbours()));
    response.putHeader("X-Content-Type-Options", "nosniff");
    response.putHeader("Referrer-Policy", "no-referrer");
    response.putHeader("Cache-Control", "no-cache");
    response.putHeader("ETag", page.tag());
    if (page.tag().equals(request.getHeader("If-None-Match"))) {
      response.setStatusCode(304).end();
    } else if (HttpMethod.HEAD.equals(request.method())) {
      response.putHeader("Content-Length", String.valueOf(page.content().length())).end();
    } else {
      response.end(page.content());
    }
  }

  private static Buffer read(String name) {
    try (InputStream file = DemoPage.class.getResourceAsStream("/demo/" + name)) {
      if (file == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return Buffer.buffer(file.readAllBytes());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private record Page(String type, Buffer content, String tag) {
    Page(String type, Buffer content) {
      this(type, content, '"' + Integer.toHexString(content.hashCode()) + '"');
    }
  }
}
