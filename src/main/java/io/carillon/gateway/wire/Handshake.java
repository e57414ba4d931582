package io.carillon.gateway.wire;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The opening handshake of a WebSocket, RFC 6455 section 4.2. Stateless. */
public final class Handshake {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;
  private static final Map<String, String> VERSION = Map.of("Sec-WebSocket-Version", "13");
  private static final Map<String, String> UPGRADE =
      Map.of("Sec-WebSocket-Version", "13", "Upgrade", "websocket");

  private Handshake() {}

  /** Whether the request asks for a WebSocket at all. */
  public static boolean isUpgrade(HttpServerRequest request) {
    return isUpgrade(request.headers());
  }

  /** The same of its header fields. */
  public static boolean isUpgrade(MultiMap headers) {
    return hasToken(headers, "Connection", "upgrade") && hasToken(headers, "Upgrade", "websocket");
  }

  /** Why the request is no correct handshake; empty when it is one. */
  public static Optional<Refusal> check(HttpServerRequest request) {
    return check(HandshakeHead.of(request));
  }

  /** The same, whoever read it. */
  public static Optional<Refusal> check(HandshakeHead request) {
    MultiMap headers = request.headers();
    if (!"GET".equals(request.method())) {
      return refuse(405, "a WebSocket begins with GET", Map.of("Allow", "GET"));
    }
    if (!isUpgrade(headers)) {
      return refuse(426, "this is a WebSocket: ask to upgrade", UPGRADE);
    }
    if (request.version() != HttpVersion.HTTP_1_1) {
      return refuse(400, "a WebSocket needs HTTP/1.1", Map.of());
    }
    List<String> versions = headers.getAll("Sec-WebSocket-Version");
    if (versions.size() != 1 || !"13".equals(versions.get(0).trim())) {
      return refuse(426, "only version 13 of the WebSocket protocol is served", VERSION);
    }
    List<String> keys = headers.getAll("Sec-WebSocket-Key");
    if (keys.size() != 1 || !isKey(keys.get(0).trim())) {
      return refuse(400, "Sec-WebSocket-Key has to be 16 bytes in Base64, once", VERSION);
    }
    if (hasBody(headers)) {
      return refuse(400, "a WebSocket handshake has no body", VERSION);
    }
    if (request.hasWaited()) {
      return refuse(400, "a WebSocket handshake may not follow an unanswered request", Map.of());
    }
    return Optional.empty();
  }

  /**
   * The head of the answer that accepts a checked request.
   *
   * @param subprotocol null for none
   * @param extensions null for none
   */
  static String acceptance(HttpServerRequest request, String subprotocol, String extensions) {
    StringBuilder head = new StringBuilder(160);
    head.append(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
    head.append("Sec-WebSocket-Accept: ");
    head.append(accept(request.getHeader("Sec-WebSocket-Key").trim())).append("\r\n");
    if (subprotocol != null) {
      head.append("Sec-WebSocket-Protocol: ").append(subprotocol).append("\r\n");
    }
    if (extensions != null) {
      head.append("Sec-WebSocket-Extensions: ").append(extensions).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  /** What a server that speaks WebSocket answers to a key, section 4.2.2. */
  public static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-1", impossible);
    }
  }

  private static boolean hasToken(MultiMap headers, String header, String wanted) {
    for (String line : headers.getAll(header)) {
      for (String token : line.split(",")) {
        if (token.trim().toLowerCase(Locale.ROOT).equals(wanted)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static boolean hasBody(MultiMap headers) {
    String length = headers.get("Content-Length");
    return headers.get("Transfer-Encoding") != null
        || (length != null && !length.trim().equals("0"));
  }

  private static Optional<Refusal> refuse(int status, String text, Map<String, String> headers) {
    return Optional.of(new Refusal(status, text, headers));
  }

  /**
   * The answer to a request that is not taken. Ends the HTTP connection too: who errs in a
   * handshake may go on to send frames.
   */
  public record Refusal(int status, String text, Map<String, String> headers) {
    /** Answers with status, headers and the text, which is plain unless the headers say so. */
    public void answer(HttpServerRequest request) {
      // Nor is what stands behind it a request.
      RequestConnection.takeNoMore(request);
      request.response().putHeader("Content-Type", "text/plain; charset=utf-8");
      headers.forEach(request.response()::putHeader);
      RequestConnection.announceEnd(request);
      if (headers.containsKey("Upgrade")) {
        announceUpgrade(request);
      }
      request
          .response()
          .setStatusCode(status)
          .end(text + "\n")
          .onComplete(sent -> RequestConnection.closeGently(request));
    }

    // Over HTTP/2 there is none, RFC 9113 section 8.6.
    private static void announceUpgrade(HttpServerRequest request) {
      MultiMap fields = request.response().headers();
      if (RequestConnection.isMultiplexed(request)) {
        fields.remove("Upgrade");
      } else {
        fields.set("Connection", "Upgrade, close");
      }
    }
  }
}
