package io.carillon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.AnsweringBackend;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of a node that asks a backend. */
class DelegationTest {
  private static final String LARGE = "x".repeat(70_000);

  private static AnsweringBackend backend;
  private static TestNode node;

  @BeforeAll
  static void start() {
    backend = AnsweringBackend.start();
    String url = "{url: '" + backend.url() + "', ";
    node =
        TestNode.start(
            "node.eventLoops=1",
            "backends={app: "
                + url
                + "headers: [Cookie], timeout: 10s,"
                + " breaker: {failures: 1000000}},"
                + " narrow: "
                + url
                + "concurrency: 1, queue: 0, timeout: 20s},"
                + " quick: "
                + url
                + "timeout: 50ms, breaker: {failures: 2, pause: 50ms}}}",
            "ask.rpc={'*': app, 'narrow:*': narrow, 'quick:*': quick}",
            "namespaces={default: {publish: anyone},"
                + " asked: {subscribe: {backend: app}, publish: {backend: app},"
                + " history: {size: 9, ttl: 1m}},"
                + " quick: {publish: {backend: quick}}}");
  }

  @AfterAll
  static void stop() {
    node.close();
    backend.close();
  }

  @BeforeEach
  void forget() {
    backend.forget();
  }

  @Test
  void callIsAnsweredByTheBackend() {
    backend.result("rpc", question -> new JsonObject().put("data", question.getValue("data")));
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      JsonObject result =
          client.ask("rpc", new JsonObject().put("method", "echo").put("data", "hello"));

      assertEquals("hello", result.getString("data"));
      AnsweringBackend.Asked asked = backend.next();
      assertEquals("application/json", asked.header("Content-Type"));
      assertEquals(
          new JsonObject()
              .put("client", client.id())
              .put("transport", "websocket")
              .put("protocol", "json")
              .put("encoding", "json")
              .put("user", "")
              .put("method", "echo")
              .put("data", "hello"),
          asked.body());
    }
  }

  @Test
  void headersThatAreAskedForGoAlongAndNoOthers() {
    backend.result("rpc", question -> new JsonObject());
    try (RawWebSocket socket =
        RawWebSocket.open(
            node.port(), CentrifugeClient.PATH, "Cookie: session=1", "X-Other: secret")) {
      socket.sendText("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"rpc\":{\"method\":\"a\"}}");

      AnsweringBackend.Asked asked = backend.next();
      assertEquals("session=1", asked.header("Cookie"));
      assertNull(asked.header("X-Other"));
    }
  }

  @Test
  void commandsAreCarriedOutInOrderWhateverTheBackendTakes() throws Exception {
    BlockingQueue<Runnable> answers = new LinkedBlockingQueue<>();
    backend.answer(
        "rpc",
        (question, response) -> answers.add(() -> response.end("{\"result\":{\"data\":1}}")));
    try (CentrifugeClient client = CentrifugeClient.connect(node);
        CentrifugeClient bystander = CentrifugeClient.connect(node)) {
      client
          .socket()
          .sendText(
              """
              {"id":101,"rpc":{"method":"a"}}
              {"id":102,"ping":{}}
              {"id":103,"rpc":{"method":"b"}}
              """);
      Runnable first = answers.poll(20, TimeUnit.SECONDS);
      bystander.ask("ping", new JsonObject());
      first.run();

      assertEquals(101, new JsonObject(client.socket().read().text()).getInteger("id"));
      assertEquals(102, new JsonObject(client.socket().read().text()).getInteger("id"));
      answers.poll(20, TimeUnit.SECONDS).run();
      assertEquals(103, new JsonObject(client.socket().read().text()).getInteger("id"));
    }
  }

  @Test
  void backendDecidesWhoSubscribesAndWhatIsPublished() {
    backend.body("subscribe", "{\"result\":{}}");
    backend.result(
        "publish",
        question ->
            question.getString("data").equals("mine")
                ? new JsonObject().put("data", "ours")
                : new JsonObject().put("skip_history", true));
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      client.ask(
          "subscribe", new JsonObject().put("channel", "asked:a").put("data", new JsonObject()));
      assertEquals("asked:a", backend.next().body().getString("channel"));
      client.ask("publish", new JsonObject().put("channel", "asked:a").put("data", "mine"));
      client.ask("publish", new JsonObject().put("channel", "asked:a").put("data", "yours"));

      assertEquals("ours", client.push("pub").getString("data"));
      JsonObject sent = client.push("pub");
      assertEquals("yours", sent.getString("data"));
      assertNull(sent.getInteger("offset"));
    }
  }

  @Test
  void refusalAndHangingUpArePassedOnInTheBackendsWords() {
    backend.body(
        "subscribe", "{\"error\":{\"code\":1234,\"message\":\"not today\",\"temporary\":true}}");
    backend.body("publish", "{\"disconnect\":{\"code\":4501,\"reason\":\"be gone\"}}");
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      client.socket().sendText("{\"id\":50,\"subscribe\":{\"channel\":\"asked:b\"}}");
      assertEquals(
          new JsonObject("{\"code\":1234,\"message\":\"not today\",\"temporary\":true}"),
          new JsonObject(client.socket().read().text()).getJsonObject("error"));
      assertEquals(0, node.subscribers("asked:b"));

      client.socket().sendText("{\"id\":51,\"publish\":{\"channel\":\"asked:b\",\"data\":1}}");
      assertEquals(4501, client.socket().readClose().closeCode());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "{}",
        "null",
        "{\"result\":null}",
        "{\"result\":[]}",
        "{\"result\":{\"b64data\":\"*\"}}",
        "{\"result\":{\"b64data\":1}}",
        "{\"result\":{}} more",
        "{\"error\":{\"code\":399,\"message\":\"m\"}}",
        "{\"error\":{\"code\":2000,\"message\":\"m\"}}",
        "{\"error\":{\"code\":\"1000\"}}",
        "{\"error\":{\"message\":\"no code\"}}",
        "{\"error\":{\"code\":1000,\"message\":1}}",
        "{\"error\":1}",
        "{\"disconnect\":{\"code\":3000,\"reason\":\"m\"}}",
        "{\"disconnect\":{\"code\":5000,\"reason\":\"m\"}}",
        "{\"disconnect\":{\"reason\":\"no code\"}}",
        "{\"disconnect\":{\"code\":4000,\"reason\":{}}}",
      })
  void answerThatMakesNoSenseIsAnError100AndNothingElse(String answer) {
    backend.body("rpc", answer);
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      assertEquals(100, client.refused("rpc", new JsonObject().put("method", "a")));

      backend.body("rpc", "{\"result\":{}}");
      client.ask("rpc", new JsonObject().put("method", "a"));
    }
  }

  @Test
  void statusRedirectAndSizeThatAreWrongAreNoAnswer() {
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      JsonObject call = new JsonObject().put("method", "a");
      for (int status : new int[] {204, 302, 404, 500}) {
        backend.answer(
            "rpc",
            (question, response) ->
                response
                    .setStatusCode(status)
                    .putHeader("Location", "/centrifugo/elsewhere")
                    .end());
        assertEquals(100, client.refused("rpc", call), "status " + status);
      }
      backend.answer(
          "rpc", (question, response) -> response.end("{\"result\":{\"data\":\"" + LARGE + "\"}}"));
      assertEquals(100, client.refused("rpc", call));
      backend.answer("rpc", (question, response) -> response.reset());
      assertEquals(100, client.refused("rpc", call));
      backend.result("rpc", question -> new JsonObject());
      client.ask("rpc", call);
      assertEquals(7, backend.forget()); // none of them at the place of the redirect
    }
  }

  @Test
  void whoIsOneTooManyIsRefusedWhileOthersAreServed() {
    List<Runnable> answers = new CopyOnWriteArrayList<>();
    backend.answer(
        "rpc",
        (question, response) -> answers.add(() -> response.end("{\"result\":{\"data\":1}}")));
    try (CentrifugeClient first = CentrifugeClient.connect(node);
        CentrifugeClient second = CentrifugeClient.connect(node)) {
      first.socket().sendText("{\"id\":7,\"rpc\":{\"method\":\"narrow:a\"}}");
      backend.next();

      assertEquals(100, second.refused("rpc", new JsonObject().put("method", "narrow:b")));
      second.subscribe("open");
      second.ask("publish", new JsonObject().put("channel", "open").put("data", 1));
      second.push("pub");
      answers.get(0).run();
      assertEquals(7, new JsonObject(first.socket().read().text()).getInteger("id"));
    }
  }

  @Test
  void backendThatIsSilentIsLeftAloneForAWhileAndAskedAgain() {
    backend.answer("rpc", (question, response) -> {});
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      JsonObject call = new JsonObject().put("method", "quick:a");
      Await.until(
          () -> {
            client.refused("rpc", call);
            return metric("carillon_backend_broken{backend=\"quick\"} 1");
          },
          () -> "the breaker stays closed");
      backend.result("publish", question -> new JsonObject());
      JsonObject other = new JsonObject().put("channel", "quick:a").put("data", 1);
      Await.until(() -> answered(client, "publish", other), () -> "nothing else is asked");
      assertTrue(metric("carillon_backend_broken{backend=\"quick\"} 1"));

      backend.result("rpc", question -> new JsonObject());
      Await.until(() -> answered(client, "rpc", call), () -> "nobody asks again");
      assertTrue(metric("carillon_backend_broken{backend=\"quick\"} 0"));
    }
  }

  @Test
  void clientThatGoesWhileItsQuestionIsOpenLeavesNothing() {
    List<Runnable> answers = new CopyOnWriteArrayList<>();
    backend.answer(
        "subscribe", (question, response) -> answers.add(() -> response.end("{\"result\":{}}")));
    try (CentrifugeClient client = CentrifugeClient.connect(node)) {
      client.socket().sendText("{\"id\":7,\"subscribe\":{\"channel\":\"asked:gone\"}}");
      backend.next();
    }
    node.awaitClients(0);
    answers.get(0).run();
    Await.until(
        () -> metric("carillon_backend_waiting{backend=\"app\"} 0"), () -> "a question is open");
    assertEquals(0, node.subscribers("asked:gone"));
  }

  private static boolean answered(CentrifugeClient client, String what, JsonObject request) {
    try {
      client.ask(what, request);
      return true;
    } catch (IllegalStateException refused) {
      return false;
    }
  }

  private static boolean metric(String line) {
    return node.admin("GET", "/metrics", null).body().contains(line);
  }
}
