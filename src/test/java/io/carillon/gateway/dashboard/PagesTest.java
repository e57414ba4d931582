package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.RawWebSocket;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many pages there may be, how slow, and what the clock does to them. */
class PagesTest {
  private final Panel panel = new Panel();

  @AfterEach
  void close() {
    panel.close();
  }

  @Test
  void pageBeyondTheLastIsRefusedUntilAnotherGoes() {
    List<Board> pages = new ArrayList<>();
    try {
      for (int i = 0; i < Feed.MOST_PAGES; i++) {
        pages.add(panel.open());
      }
      String answer = RawWebSocket.answerTo(panel.port(), RawWebSocket.request("/dashboard/feed"));
      assertEquals("HTTP/1.1 503 Service Unavailable", answer.lines().findFirst().orElseThrow());
      assertTrue(answer.toLowerCase(java.util.Locale.ROOT).contains("retry-after: 5"), answer);

      pages.remove(0).close();
      Await.until(
          () -> {
            try {
              pages.add(panel.open());
              return true;
            } catch (IllegalStateException refused) {
              return false;
            }
          },
          () -> "nobody gets in");
    } finally {
      pages.forEach(Board::close);
    }
  }

  @Test
  void pageThatReadsNothingIsClosedAndCostsNobodyElse() {
    String large = "x".repeat(1_000_000); // so that the kernel cannot hold them all
    try (RawWebSocket stalled = RawWebSocket.openSmall(panel.port(), "/dashboard/feed");
        Board other = panel.open()) {
      for (int i = 1; i <= 12; i++) {
        offer(other, i, large);
      }
      panel.pass(31_000);
      offer(other, 13, "");
      assertTrue(stalled.endsWithReset());
      offer(other, 14, "");
    }
  }

  // A second, which this page gets.
  private void offer(Board page, int at, String text) {
    panel.feed().offer(second(at, text));
    page.second(one -> one.getInteger("at") == at);
  }

  @Test
  void largeHistoriesOfManyNodesDoNotCloseThePage() {
    byte[] history = new JsonObject().put("text", "x".repeat(250_000)).toBuffer().getBytes();
    panel.questions().add("histories", (page, question) -> tell(page, history));
    try (Board page = panel.open()) {
      page.send("histories", new JsonObject());
      for (int i = 0; i < 50; i++) {
        page.message(message -> message.containsKey("text"));
      }
    }
  }

  private static Future<JsonObject> tell(FeedClient page, byte[] history) {
    page.tell(java.util.Collections.nCopies(50, history));
    return Future.succeededFuture(new JsonObject());
  }

  @Test
  void pageThatComesLaterIsToldWhatWasBefore() {
    panel.second();
    panel.second();
    try (Board later = panel.open()) {
      List<Long> times =
          later.message(one -> one.containsKey("history")).getJsonArray("history").stream()
              .map(second -> ((JsonObject) second).getLong("at"))
              .toList();

      assertEquals(List.of(Panel.BEGIN + 2_000, Panel.BEGIN + 1_000), times);
      assertTrue(later.hello().encode().length() < 1_000, later.hello().encode());
    }
  }

  @Test
  void clockThatIsSetBackStopsNothing() {
    try (Board page = panel.open()) {
      panel.second();
      assertEquals(Panel.BEGIN + 1_000, page.second(any -> true).getLong("at"));
      panel.set(Panel.BEGIN - 3_600_000);
      assertEquals(Panel.BEGIN - 3_600_000, page.second(any -> true).getLong("at"));
      panel.second();
      assertEquals(Panel.BEGIN - 3_599_000, page.second(any -> true).getLong("at"));
    }
  }

  @Test
  void pageGetsAnotherTicketEachMinuteWhateverTheClockSays() {
    try (Board page = panel.open()) {
      panel.set(Panel.BEGIN - 3_600_000);
      assertTrue(!page.second(any -> true).containsKey("ticket"));
      page.refusal("anything", new JsonObject()); // so it knows that this second has left
      panel.pass(60_000);
      panel.second();
      String ticket = page.second(any -> true).getString("ticket");
      try (Board next = Board.at(panel.port(), "/dashboard/feed?ticket=" + ticket)) {
        assertEquals("local", next.hello().getString("user"));
      }
    }
  }

  private static Second second(long at, String text) {
    JsonObject json = new JsonObject().put("type", "second").put("at", at).put("text", text);
    return new Second(at, json.encode().getBytes(StandardCharsets.UTF_8), List.of(), Map.of());
  }
}
