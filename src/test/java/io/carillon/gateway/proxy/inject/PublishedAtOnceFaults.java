package io.carillon.gateway.proxy.inject;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNodes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A publication right behind the 101, through the other node: the link hears it. In a thousand
 * tries, since a race that is lost now and then shows in no single one.
 */
@Tag("faults")
class PublishedAtOnceFaults {
  private static final int LINKS = 250;

  /**
   * Each link is the first and the last that listens on its node.
   *
   * @param rooms few, so that each is left and entered again and again, or one for each link
   */
  @ParameterizedTest
  @CsvSource({"7, 250", "1000, 1000"})
  void linkHearsWhatIsPublishedElsewhereOnceItIsOpen(int rooms, int links) {
    try (WebSocketBackend backend = new WebSocketBackend();
        TestNodes nodes = start(backend)) {
      for (int i = 0; i < links; i++) {
        String room = Integer.toString(i % rooms);
        try (RawWebSocket link = RawWebSocket.open(nodes.node(i % 2).port(), "/?room=" + room)) {
          nodes.node(1 - i % 2).publish("room-" + room, i);

          assertEquals(Integer.toString(i), link.readText(), "link " + i);
        }
      }
    }
  }

  @Test
  void linksThatStayAllHearWhatIsPublishedOnceTheyAreOpen() {
    try (WebSocketBackend backend = new WebSocketBackend();
        TestNodes nodes = start(backend);
        RawWebSocket first = RawWebSocket.open(nodes.node(0).port(), "/?room=all")) {
      for (int i = 0; i < LINKS; i++) {
        try (RawWebSocket link = RawWebSocket.open(nodes.node(i % 2).port(), "/?room=all")) {
          nodes.node(1 - i % 2).publish("room-all", i);

          assertEquals(Integer.toString(i), link.readText(), "link " + i);
          assertEquals(Integer.toString(i), first.readText());
        }
      }
    }
  }

  private static TestNodes start(WebSocketBackend backend) {
    return TestNodes.start(
        2,
        "pools.test.targets=[{url: \"http://127.0.0.1:" + backend.port() + "\"}]",
        "routes=[{path: /, proxy: test, channels: [\"room-{query.room}\"]}]");
  }
}
