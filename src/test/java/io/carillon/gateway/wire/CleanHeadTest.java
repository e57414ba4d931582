package io.carillon.gateway.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.FuzzSeed;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read past Vert.x is what Vert.x would have read, or nothing. */
class CleanHeadTest {
  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 20_000);
  private static final String GOOD =
      "GET /ws/a%20b?c=d&e HTTP/1.1\r\nHost: a.example:8080\r\nConnection: keep-alive, Upgrade\r\n"
          + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: https://a.example\r\n"
          + "Cookie: a=b; c=\"d\"\r\nX-Forwarded-For: 10.0.0.1\r\n\r\n";
  private static final String SPICE =
      " ,=;:\t\"\\/\r\n\0\u007f\u0080\u00ffé{|}<>^`#?%0aZ_~!$&'()*+-.@";
  private static final List<String> LINES =
      List.of(
          "Content-Length: 0\r\n",
          "Content-Rength: 0\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Expect: 100-continue\r\n",
          "Host: b\r\n",
          " folded\r\n",
          "Empty:\r\n",
          "X : y\r\n",
          "X: y\n",
          "X:   y  \r\n",
          "x:y\r\n",
          "\r\n");

  @Test
  void ordinaryHandshakeIsRead() {
    CleanHead head = read(GOOD + "behind");

    assertNotNull(head);
    assertEquals("/ws/a%20b?c=d&e", head.uri());
    assertEquals(GOOD.length(), head.bytes());
    assertEquals("a.example:8080", head.headers().get("host"));
    assertEquals(8, head.headers().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "G",
        "GET",
        "GET ",
        "POST /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n\r\n",
        "GET http://h/ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n\r\n",
        "GET /ws HTTP/1.0\r\nHost: h\r\nUpgrade: websocket\r\n\r\n",
        "GET  /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n\r\n",
        "GET /ws#x HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n\r\n",
        "\r\nGET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n\r\n",
        "GET /ws HTTP/1.1\nHost: h\nUpgrade: websocket\n\n",
        "GET /ws HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n",
        "GET /ws HTTP/1.1\r\nHost: h\r\nHost: h\r\nUpgrade: websocket\r\n\r\n",
        "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n",
        "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nTransfer-Encoding: x\r\n\r\n",
        "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nExpect: 100-continue\r\n\r\n",
        "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n folded\r\n\r\n",
        "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nX : y\r\n\r\n",
        "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nX: \u0080\r\n\r\n",
        "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nX: y\rz\r\n\r\n",
        "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n\r",
      })
  void whateverElseIsLeftToOthers(String text) {
    assertNull(read(text));
  }

  @Test
  void largeHeadIsLeftToOthers() {
    String more = "X: " + "y".repeat(CleanHead.MOST_BYTES) + "\r\n\r\n";

    assertNull(read(GOOD.substring(0, GOOD.length() - 2) + more));
  }

  @Test
  void noPieceOfAHeadIsAHead() {
    for (int end = 0; end < GOOD.length(); end++) {
      assertNull(read(GOOD.substring(0, end)));
    }
  }

  @Test
  void whatIsReadIsWhatVertxReads() {
    SplittableRandom random = FuzzSeed.random(CleanHeadTest.class);
    int read = 0;
    for (int i = 0; i < INPUTS; i++) {
      String text = mutate(random);
      CleanHead head = read(text);
      if (head != null) {
        read++;
        assertSameAsVertx(text, head);
      }
    }
    assertTrue(read > INPUTS / 100, read + " read: the mutations are too wild");
  }

  private static void assertSameAsVertx(String text, CleanHead head) {
    EmbeddedChannel channel = new EmbeddedChannel(new VertxHttpRequestDecoder(options()));
    channel.writeInbound(Unpooled.copiedBuffer(text.substring(0, head.bytes()), ISO_8859_1));

    HttpRequest request = assertInstanceOf(HttpRequest.class, channel.readInbound(), text);
    assertTrue(request.decoderResult().isSuccess(), text);
    assertEquals("GET", request.method().name());
    assertEquals("HTTP/1.1", request.protocolVersion().text());
    assertEquals(request.uri(), head.uri(), text);
    assertEquals(fields(request.headers()), fields(head.headers()), text);
    assertEquals(LastHttpContent.EMPTY_LAST_CONTENT, channel.readInbound(), text);
    assertNull(channel.readInbound(), text);
    assertFalse(channel.finish(), text);
  }

  private static HttpServerOptions options() {
    return new HttpServerOptions().setMaxHeaderSize(32 * 1024).setMaxInitialLineLength(32 * 1024);
  }

  private static List<String> fields(Iterable<Map.Entry<String, String>> headers) {
    List<String> fields = new ArrayList<>();
    headers.forEach(field -> fields.add(field.getKey() + ": " + field.getValue()));
    return fields;
  }

  private static String mutate(SplittableRandom random) {
    StringBuilder text = new StringBuilder(GOOD);
    for (int n = random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(5)) {
        case 0 -> text.insert(at, SPICE.charAt(random.nextInt(SPICE.length())));
        case 1 -> text.setCharAt(at, SPICE.charAt(random.nextInt(SPICE.length())));
        case 2 -> text.deleteCharAt(at);
        case 3 -> text.insert(text.indexOf("\r\n") + 2, LINES.get(random.nextInt(LINES.size())));
        default -> text.append(GOOD, 0, Math.min(at, GOOD.length()));
      }
    }
    return text.toString();
  }

  private static CleanHead read(String text) {
    return CleanHead.read(Unpooled.copiedBuffer(text, ISO_8859_1));
  }
}
