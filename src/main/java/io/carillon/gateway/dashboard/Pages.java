package io.carillon.gateway.dashboard;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;

/**
 * The files of the page, from memory. Reads and compresses them when it is made, which blocks;
 * serves on any loop.
 */
final class Pages {
  static final String PREFIX = "/dashboard/";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self' ws: wss:; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";

  private final Map<String, Page> pages = new HashMap<>();

  Pages() {
    PageFiles.read().forEach((name, bytes) -> pages.put(name, Page.of(name, bytes)));
    pages.put("", pages.get("index.html"));
  }

  /** {@code GET /dashboard/…}. */
  void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    HttpServerResponse response = request.response();
    if (!HttpMethod.GET.equals(request.method()) && !HttpMethod.HEAD.equals(request.method())) {
      response.putHeader("Allow", "GET, HEAD");
      Replies.error(response, 405, "there is GET and HEAD");
    } else if (!request.path().startsWith(PREFIX)) {
      response.setStatusCode(308).putHeader("Location", PREFIX).end();
    } else {
      Page page = pages.get(request.path().substring(PREFIX.length()));
      if (page == null) {
        Replies.error(response, 404, "no such file");
      } else {
        answer(request, page);
      }
    }
  }

  private static void answer(HttpServerRequest request, Page page) {
    HttpServerResponse response = request.response();
    boolean compressed = accepts(request.getHeader("Accept-Encoding"));
    Buffer content = compressed ? page.compressed() : page.content();
    // Each coding is another representation, RFC 9110 section 8.8.3.
    String tag = '"' + page.tag() + (compressed ? "-gzip" : "") + '"';
    response.putHeader("Content-Type", page.type());
    response.putHeader("Content-Security-Policy", POLICY);
    response.putHeader("X-Content-Type-Options", "nosniff");
    response.putHeader("Referrer-Policy", "no-referrer");
    response.putHeader("Cache-Control", "no-cache");
    response.putHeader("Vary", "Accept-Encoding");
    response.putHeader("ETag", tag);
    if (tag.equals(request.getHeader("If-None-Match"))) {
      response.setStatusCode(304).end();
      return;
    }
    if (compressed) {
      response.putHeader("Content-Encoding", "gzip");
    }
    if (HttpMethod.HEAD.equals(request.method())) {
      response.putHeader("Content-Length", String.valueOf(content.length())).end();
    } else {
      response.end(content);
    }
  }

  // RFC 9110 section 12.5.3; gzip with a weight of 0 is one that is not wanted.
  private static boolean accepts(String codings) {
    if (codings == null) {
      return false;
    }
    for (String coding : codings.split(",")) {
      String[] parts = coding.trim().split(";", 2);
      if (parts[0].trim().equalsIgnoreCase("gzip")) {
        return parts.length == 1 || !parts[1].trim().matches("(?i)q=0(\\.0*)?");
      }
    }
    return false;
  }

  private record Page(String type, Buffer content, Buffer compressed, String tag) {
    static Page of(String name, byte[] bytes) {
      String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      if (type == null) {
        throw new IllegalStateException("a file of unknown type: " + name);
      }
      CRC32C sum = new CRC32C();
      sum.update(bytes);
      String tag = HexFormat.of().toHexDigits((int) sum.getValue()) + "-" + bytes.length;
      return new Page(type, Buffer.buffer(bytes), Buffer.buffer(compress(bytes)), tag);
    }

    private static byte[] compress(byte[] bytes) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(bytes);
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      return out.toByteArray();
    }
  }
}
