package io.carillon.gateway.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.wire.Handshake;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A long exchange and a link that are open through the same proxy, and to the same target, while
 * somebody else misbehaves: they must not notice.
 */
final class Bystanders implements AutoCloseable {
  /** Connections to the target. */
  static final int COUNT = 2;

  private static final Pattern KEY = Pattern.compile("(?i)\r\nSec-WebSocket-Key: ([^\r]+)\r\n");
  private static final String SAID = "said";

  private final RawHttp exchange;
  private final RawWebSocket link;

  private Bystanders(int port) {
    exchange = RawHttp.connect(port);
    exchange.send("PUT /long HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n");
    assertTrue(exchange.head().startsWith("HTTP/1.1 200 OK\r\n"));
    assertEquals("half", exchange.text(4));
    link = RawWebSocket.open(port, "/link");
  }

  /** A target for them, which does something else to all others once their head has come. */
  static RawBackend target(Consumer<RawHttp> others) {
    return RawBackend.start(
        connection -> {
          String head = connection.head();
          if (head.startsWith("PUT /long ")) {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf");
            connection.send(connection.text(4));
          } else if (head.startsWith("GET /link ")) {
            echo(connection, head);
          } else {
            others.accept(connection);
          }
        });
  }

  private static void echo(RawHttp connection, String head) {
    Matcher key = KEY.matcher(head);
    assertTrue(key.find(), head);
    connection.send(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + Handshake.accept(key.group(1))
            + "\r\n\r\n");
    connection.bytes(RawWebSocket.frame(0x81, SAID.getBytes(StandardCharsets.US_ASCII)).length);
    connection.send(new byte[] {(byte) 0x81, 4, 's', 'a', 'i', 'd'});
    connection.rest();
  }

  static Bystanders of(HttpProxy proxy) {
    return new Bystanders(proxy.port());
  }

  /** Both end as they should. */
  void assertUndisturbed() {
    exchange.send("done");
    assertEquals("done", exchange.text(4));
    link.sendText(SAID);
    assertEquals(SAID, link.readText());
  }

  @Override
  public void close() {
    exchange.close();
    link.close();
  }
}
