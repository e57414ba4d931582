package io.carillon.gateway.proxy.inject;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.InjectConfig;
import io.carillon.gateway.testkit.RawWebSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which channels a client hears, by its handshake. */
@SuppressWarnings("try") // clients that only have to be there
class RouteChannelsTest {
  private static WebSocketBackend backend;
  private static InjectionServer server;

  @BeforeAll
  static void start() {
    backend = new WebSocketBackend();
    server =
        new InjectionServer(
            InjectConfig.PLAIN,
            "/r/",
            backend.port(),
            "all",
            "room-{query.room}",
            "kept:{query.id}-{header.X-Team}",
            "own-{claim.sub}",
            "{query.any}");
  }

  @AfterAll
  static void stop() {
    server.close();
    backend.close();
  }

  @Test
  void constantsAreHeardByAllAndTemplatesByWhoHasTheirValues() {
    server.claims.clear();
    try (RawWebSocket nobody = RawWebSocket.open(server.port(), "/r/a?room=&id=7");
        RawWebSocket guest = RawWebSocket.open(server.port(), "/r/a?room=1&room=2")) {
      server.awaitHeard(Map.of("all", 2, "room-1", 1));
    }
    server.claims.put("sub", "ann");
    try (RawWebSocket member =
        RawWebSocket.open(server.port(), "/r/a?id=a%3Ab+c", "X-Team: r%C3%A4d")) {
      server.awaitHeard(Map.of("all", 1, "own-ann", 1, "kept:a:b c-r%C3%A4d", 1));
    }
    server.claims.clear();
    server.awaitNothing();
  }

  @Test
  void aChannelThatIsNamedTwiceIsHeardOnce() {
    try (RawWebSocket client = RawWebSocket.open(server.port(), "/r/a?any=all")) {
      server.awaitHeard(Map.of("all", 1));
    }
    server.awaitNothing();
  }

  @Test
  void segmentsOfThePathNameChannels() {
    try (InjectionServer rooms =
            new InjectionServer(
                InjectConfig.PLAIN, "/rooms/{room}/ws", backend.port(), "kept:{path.room}");
        RawWebSocket client = RawWebSocket.open(rooms.port(), "/rooms/a%20b+c/ws?x=1")) {
      rooms.awaitHeard(Map.of("kept:a b+c", 1));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ?room=a:b        | bad request: channel room-{query.room}: a colon in query.room
          ?any=kept:secret | bad request: channel {query.any}: a colon in query.any
          ?room=a%0Ab      | bad request: channel room-{query.room}: bad request: control character in channel name
          ?room=a%zz       | bad request: query.room is not well encoded
          ?any=a&room=a&id=i | limit exceeded: over 4 channels
          """)
  void whatMakesNoChannelRefusesTheRequestBeforeAnythingIsDialled(String query, String text) {
    server.claims.put("sub", "ann");
    refuses(query, text);
    server.claims.clear();
  }

  @Test
  void aNameThatIsTooLongIsRefused() {
    refuses(
        "?room=" + "x".repeat(251),
        "bad request: channel room-{query.room}: bad request: channel name over 255 characters");
  }

  private static void refuses(String query, String text) {
    String answer = answerTo(RawWebSocket.request("/r/a" + query, "X-Team: t"));
    assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
    assertEquals(text + "\n", answer.substring(answer.indexOf("\r\n\r\n") + 4));
  }

  private static String answerTo(String request) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
