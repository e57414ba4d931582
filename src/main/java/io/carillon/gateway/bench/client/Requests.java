package io.carillon.gateway.bench.client;

import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/** What a connection begins with, RFC 6455 section 4, and what may be answered. */
final class Requests {
  /** One for all: it proves that the server speaks WebSocket, which it does every time. */
  private static final String KEY = "Y2FyaWxsb24gYmVuY2ggIQ==";

  private static final String ACCEPT = accept();

  private Requests() {}

  static FullHttpRequest opening(Endpoint endpoint, Opening opening) {
    FullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, opening.path());
    HttpHeaders headers = request.headers().set(HttpHeaderNames.HOST, endpoint.host());
    if (opening.webSocket()) {
      headers.set(HttpHeaderNames.UPGRADE, "websocket").set(HttpHeaderNames.CONNECTION, "Upgrade");
      headers.set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
      headers.set(HttpHeaderNames.SEC_WEBSOCKET_KEY, KEY);
    } else {
      headers.set(HttpHeaderNames.ACCEPT, "text/event-stream");
    }
    opening.headers().forEach(headers::set);
    return request;
  }

  /** Why that is not what was asked for; null when it is. */
  static String refusal(Opening opening, HttpResponse head) {
    int wanted = opening.webSocket() ? 101 : 200;
    HttpResponseStatus status = head.status();
    if (head.decoderResult().isFailure()) {
      return "the answer to the handshake is no HTTP";
    }
    if (status.code() != wanted) {
      return "the handshake was answered with " + status.code() + " " + status.reasonPhrase();
    }
    if (opening.webSocket()) {
      boolean accepted = ACCEPT.equals(head.headers().get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT));
      return accepted ? null : "the handshake was answered with 101, but a wrong key";
    }
    String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE, "nothing");
    return type.startsWith("text/event-stream")
        ? null
        : "answered with " + type + ", wanted text/event-stream";
  }

  private static String accept() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest(
                  (KEY + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                      .getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing); // every Java has it
    }
  }
}
