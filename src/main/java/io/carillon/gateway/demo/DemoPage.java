package io.carillon.gateway.demo;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Serves the page below its route, from memory. Reads its files when it is made, which blocks;
 * serves on any event loop.
 */
public final class DemoPage implements Handler<HttpServerRequest> {
  private static final Map<String, String> FILES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "demo.css", "text/css; charset=utf-8",
          "demo.js", "text/javascript; charset=utf-8",
          "client.js", "text/javascript; charset=utf-8",
          "icon.svg", "image/svg+xml");
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final String prefix;
  private final Supplier<Settings> settings;
  private final Map<String, Page> pages = new HashMap<>();

  /**
   * Loads the files.
   *
   * @param prefix of the route, with the slash at its end
   * @param settings asked for with each load of the page
   */
  public DemoPage(String prefix, Supplier<Settings> settings) {
    this.prefix = prefix;
    this.settings = settings;
    FILES.forEach((name, type) -> pages.put(name, new Page(type, read(name))));
    pages.put("", pages.get("index.html"));
  }

  /**
   * What the page has to know.
   *
   * @param api where backends publish, as a person would type it
   * @param needsKey whether they need a key to
   * @param webSocket path of the endpoint that the page connects to
   */
  public record Settings(String api, boolean needsKey, String webSocket) {
    Page asPage() {
      JsonObject config =
          new JsonObject()
              .put("api", api)
              .put("needsKey", needsKey)
              .put("websocket", webSocket)
              .put("channel", "demo:lobby");
      return new Page("application/json", config.toBuffer());
    }
  }

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
      Page page = name.equals("config.json") ? settings.get().asPage() : pages.get(name);
      if (page == null) {
        response.setStatusCode(404).end("no such file\n");
      } else {
        answer(request, page);
      }
    }
  }

  private static void answer(HttpServerRequest request, Page page) {
    HttpServerResponse response = request.response();
    response.putHeader("Content-Type", page.type());
    response.putHeader("Content-Security-Policy", POLICY);
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
