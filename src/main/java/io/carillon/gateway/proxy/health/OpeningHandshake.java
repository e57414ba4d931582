package io.carillon.gateway.proxy.health;

import io.carillon.gateway.wire.Handshake;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/** One opening handshake of the side that dials, RFC 6455 section 4.1, without extensions. */
final class OpeningHandshake {
  private final String key;

  OpeningHandshake() {
    byte[] nonce = new byte[16];
    ThreadLocalRandom.current().nextBytes(nonce);
    key = Base64.getEncoder().encodeToString(nonce);
  }

  /** What is sent. */
  FullHttpRequest request(String path, String host) {
    FullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.GET, path, Unpooled.EMPTY_BUFFER);
    request
        .headers()
        .set(HttpHeaderNames.HOST, host)
        .set(HttpHeaderNames.USER_AGENT, HttpTalk.USER_AGENT)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
        .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
        .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13")
        .set(HttpHeaderNames.SEC_WEBSOCKET_KEY, key);
    return request;
  }

  /** Whether a 101 is a right answer to it: nobody asked for an extension or a subprotocol. */
  boolean isAccepted(HttpResponse answer) {
    HttpHeaders headers = answer.headers();
    return headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
        && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        && Handshake.accept(key).equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT))
        && !headers.contains(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS)
        && !headers.contains(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
  }
}
