package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TestNodes;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Changes that one of two nodes cannot go by, or does not hear of. */
class RulesApartTest {
  private static TestNodes nodes;
  private static TestNode left;
  private static TestNode right;

  @BeforeAll
  static void start() {
    nodes =
        TestNodes.start(TestNodes.Joined.BY_REDIS, 2, "pools={file: {targets: [], maxIdle: 1}}");
    left = nodes.node(0);
    right =
        nodes.restart(
            1,
            "routes=[{name: own, path: /own, serve: subscribe},"
                + " {name: user, path: /u/, proxy: file}]");
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  @AfterEach
  void forget() {
    nodes.relay(1).thaw();
    Await.until(
        () -> left.admin("DELETE", "/api/rules", null).statusCode() == 204,
        () -> "the other node does not come back");
  }

  @Test
  void whoeverChangesWhatEveryNodeTakesIsToldSo() {
    HttpResponse<String> answer = put("/api/routes/r", "{\"path\":\"/r\",\"serve\":\"subscribe\"}");

    assertEquals(201, answer.statusCode(), answer.body());
    int generation = current();
    assertEquals("n1 applied " + generation, node(answer, 0));
    assertEquals("n2 applied " + generation, node(answer, 1));
    assertEquals(16, json(answer, 1).getString("uid").length());
    assertFalse(new JsonObject(answer.body()).containsKey("others"), answer.body());
  }

  @Test
  void changeThatTheFileOfAnotherNodeForbidsIsAcceptedAndTellsWhy() {
    String route = "{\"path\":\"/own\",\"serve\":\"subscribe\"}";
    HttpResponse<String> answer = put("/api/routes/r", route);

    assertEquals(202, answer.statusCode(), answer.body());
    assertEquals("n1 applied " + current(), node(answer, 0));
    assertEquals("n2 refused " + current(), node(answer, 1));
    JsonObject complaint = json(answer, 1).getJsonArray("complaints").getJsonObject(0);
    assertEquals("routes.r.path", complaint.getString("path"));
    assertEquals("'/own'", complaint.getString("found"));
    assertEquals("a path that routes.own does not serve", complaint.getString("wanted"));
    assertEquals(1, json(answer, 1).getJsonArray("complaints").size());

    // The same once more changes nothing, also not what is to be said of it.
    HttpResponse<String> again = put("/api/routes/r", route);
    assertEquals(202, again.statusCode(), again.body());
    assertEquals(json(answer, 1), json(again, 1));
    // And it is to be seen later, through either.
    for (TestNode node : new TestNode[] {left, right}) {
      JsonObject state = generations(node).getJsonArray("nodes").getJsonObject(1);
      assertEquals(current(), state.getInteger("generation"));
      JsonObject leftOut = state.getJsonArray("left_out").getJsonObject(0);
      assertEquals("route r", leftOut.getString("kind") + " " + leftOut.getString("name"));
      assertEquals(complaint, leftOut.getJsonArray("complaints").getJsonObject(0));
      assertTrue(
          generations(node)
              .getJsonArray("nodes")
              .getJsonObject(0)
              .getJsonArray("left_out")
              .isEmpty());
    }
  }

  @Test
  void changeThatComesToFitIsTakenByTheNodeThatLeftItOut() {
    assertEquals(
        202, put("/api/routes/r", "{\"path\":\"/own\",\"serve\":\"subscribe\"}").statusCode());

    HttpResponse<String> made =
        right.admin("PUT", "/api/routes/own", "{\"path\":\"/else\",\"serve\":\"subscribe\"}");

    assertEquals(200, made.statusCode(), made.body());
    HttpResponse<String> again =
        put("/api/routes/r", "{\"path\":\"/own\",\"serve\":\"subscribe\"}");
    assertEquals(200, again.statusCode(), again.body());
  }

  @Test
  void poolThatTheFileOfAnotherNodeNeedsIsTakenOutWhereItIsNot() {
    HttpResponse<String> answer = left.admin("DELETE", "/api/pools/file", null);

    assertEquals(202, answer.statusCode(), answer.body());
    assertEquals("n1 applied " + current(), node(answer, 0));
    assertEquals("n2 refused " + current(), node(answer, 1));
    assertEquals(404, left.admin("GET", "/api/pools/file", null).statusCode());
    assertEquals(200, right.admin("GET", "/api/pools/file", null).statusCode());
  }

  @Test
  void changeThatANodeDoesNotHearOfIsAcceptedAndTakenLater() {
    nodes.relay(1).freeze();
    HttpResponse<String> answer = put("/api/routes/r", "{\"path\":\"/r\",\"serve\":\"subscribe\"}");

    assertEquals(202, answer.statusCode(), answer.body());
    assertEquals("n1 applied " + current(), node(answer, 0));
    assertEquals("n2 silent null", node(answer, 1));
    assertEquals("no answer in time", json(answer, 1).getString("reason"));
    JsonObject state = generations(left).getJsonArray("nodes").getJsonObject(1);
    assertEquals("silent", state.getString("state"));
    assertEquals("no answer in time", state.getString("reason"));
    assertEquals(404, right.get("/r").statusCode());

    nodes.relay(1).thaw();

    Await.until(() -> right.get("/r").statusCode() == 400, () -> "still not there");
  }

  private static HttpResponse<String> put(String path, String body) {
    return left.admin("PUT", path, body);
  }

  private static int current() {
    return generations(left).getInteger("current");
  }

  private static JsonObject generations(TestNode node) {
    return new JsonObject(node.admin("GET", "/api/generations", null).body());
  }

  private static String node(HttpResponse<String> answer, int index) {
    JsonObject node = json(answer, index);
    return node.getString("name")
        + " "
        + node.getString("state")
        + " "
        + node.getInteger("generation");
  }

  private static JsonObject json(HttpResponse<String> answer, int index) {
    return new JsonObject(answer.body()).getJsonArray("nodes").getJsonObject(index);
  }
}
