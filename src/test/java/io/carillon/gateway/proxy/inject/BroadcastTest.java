package io.carillon.gateway.proxy.inject;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TestNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One publication, over HTTP, to clients of an unmodified backend on two nodes. */
class BroadcastTest {
  private static final int MESSAGES = 50;
  private static final int LINKS = 100;

  private static WebSocketBackend backend;
  private static TestNodes nodes;

  @BeforeAll
  static void start() {
    backend = new WebSocketBackend();
    nodes =
        TestNodes.start(
            2,
            "channels.broadcast={history: {size: 1000, ttl: 5m}}",
            "pools.test.targets=[{url: \"http://127.0.0.1:" + backend.port() + "\"}]",
            "routes=[{path: /subscribe, serve: subscribe, channels: [broadcast]},"
                + " {path: /, proxy: test, channels: [broadcast, \"room-{query.room}\"]}]");
  }

  @AfterAll
  static void stop() {
    nodes.close();
    backend.close();
  }

  @Test
  void everyClientOnEveryNodeHearsEachPublicationOnceAndInOrderWhileItsBackendTalks() {
    List<RawWebSocket> links = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      links.add(RawWebSocket.open(node(0).port(), "/"));
      links.add(RawWebSocket.open(node(1).port(), "/"));
    }
    node(0).awaitSubscribers("broadcast", links.size());
    try (RawWebSocket session = RawWebSocket.open(node(1).port(), "/subscribe")) {
      node(0).awaitSubscribers("broadcast", links.size() + 1);
      for (int i = 0; i < MESSAGES; i++) {
        String said = "said " + i;
        links.forEach(link -> link.sendText(said));
        node(i % 2).publish("broadcast", i);
      }

      List<String> published = IntStream.range(0, MESSAGES).mapToObj(Integer::toString).toList();
      List<String> echoed = published.stream().map(i -> "said " + i).toList();
      for (RawWebSocket link : links) {
        List<String> heard = Stream.generate(link::readText).limit(2 * MESSAGES).toList();
        assertEquals(published, heard.stream().filter(text -> !text.startsWith("said")).toList());
        assertEquals(echoed, heard.stream().filter(text -> text.startsWith("said")).toList());
      }
      assertEquals(published, Stream.generate(session::readText).limit(MESSAGES).toList());
    }
    links.forEach(RawWebSocket::close);
    node(0).awaitSubscribers("broadcast", 0);
  }

  @Test
  void aRoomIsHeardByThoseWhoAskedForIt() {
    try (RawWebSocket one = RawWebSocket.open(node(0).port(), "/?room=1");
        RawWebSocket two = RawWebSocket.open(node(1).port(), "/?room=2")) {
      node(0).awaitSubscribers("room-1", 1);
      node(0).awaitSubscribers("room-2", 1);
      node(0).publish("room-1", "a");
      node(0).publish("room-2", "b");
      node(0).publish("broadcast", "c");

      assertEquals(List.of("\"a\"", "\"c\""), two(one));
      assertEquals(List.of("\"b\"", "\"c\""), two(two));
    }
  }

  @Test
  void whatIsPublishedOnceAClientWasToldOfItsLinkArrives() {
    for (int i = 0; i < LINKS; i++) {
      try (RawWebSocket client = RawWebSocket.open(node(i % 2).port(), "/?room=new" + i)) {
        node((i / 2) % 2).publish("room-new" + i, i);

        assertEquals(Integer.toString(i), client.readText());
      }
    }
  }

  @Test
  void aRequestWhoseChannelsCannotBeMadeIsRefused() {
    String answer = RawWebSocket.answerTo(node(0).port(), RawWebSocket.request("/?room=kept:a"));

    assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
  }

  // Of two channels, between which there is no order.
  private static List<String> two(RawWebSocket client) {
    return Stream.generate(client::readText).limit(2).sorted().toList();
  }

  private static TestNode node(int index) {
    return nodes.node(index);
  }
}
