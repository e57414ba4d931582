package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What probes are told by nodes that live. */
class HealthTest {
  @Test
  void nodeIsLiveAndReadyUntilItGoesDown() throws Exception {
    TestNode node = TestNode.start("sessions.closeTimeout=20s");
    try (RawWebSocket mute = RawWebSocket.open(node.port(), "/subscribe?channel=a")) {
      assertEquals("200 live\n", told(node, "live"));
      assertEquals("200 ready\n", told(node, "ready"));
      node.awaitClients(1);
      var closed = node.node().close();

      assertEquals(1012, mute.readClose().closeCode());
      assertEquals(
          "503 not ready\ndraining: clients are asked to come back\n", told(node, "ready"));
      assertEquals("200 live\n", told(node, "live"));
      HttpResponse<String> json =
          node.admin("GET", "/health/ready", null, "Accept", "application/json");
      assertEquals(503, json.statusCode());
      assertEquals("application/json", json.headers().firstValue("Content-Type").orElse(""));
      assertEquals(
          new JsonObject(
              "{\"state\":\"draining\",\"reasons\":[\"draining: clients are asked to come back\"]}"),
          new JsonObject(json.body()));
      mute.send(0x88, new byte[] {3, (byte) 0xf4});
      mute.awaitEnd();
      closed.await(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void allThatStandsAgainstANodeIsTold() {
    List<String> objections = new ArrayList<>(List.of("one", "two"));
    Readiness readiness = new Readiness("n1", () -> objections);

    assertEquals("UNREADY [starting, one, two]", text(readiness));
    readiness.open();
    assertEquals("UNREADY [one, two]", text(readiness));
    objections.clear();
    assertEquals("READY []", text(readiness));
    readiness.drain("going");
    objections.add("one");
    assertEquals("DRAINING [draining: going, one]", text(readiness));
  }

  @Test
  void reasonInOtherWordsIsNoChangeToTell() {
    Readiness.Verdict unready = unready("broker not reachable: refused");

    assertTrue(unready.isLike(unready("broker not reachable: timeout")));
    assertFalse(unready.isLike(unready("quorum missing: sees 1")));
    assertFalse(unready.isLike(new Readiness.Verdict(Readiness.State.READY, List.of())));
  }

  private static Readiness.Verdict unready(String reason) {
    return new Readiness.Verdict(Readiness.State.UNREADY, List.of(reason));
  }

  private static String text(Readiness readiness) {
    return readiness.verdict().state() + " " + readiness.verdict().reasons();
  }

  private static String told(TestNode node, String which) {
    HttpResponse<String> answer = node.admin("GET", "/health/" + which, null);
    return answer.statusCode() + " " + answer.body();
  }
}
