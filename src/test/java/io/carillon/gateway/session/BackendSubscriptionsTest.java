package io.carillon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.carillon.gateway.testkit.AnsweringBackend;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.TestNode;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Subscriptions that a backend decides: for how long they hold, and what ends them meanwhile. */
class BackendSubscriptionsTest {
  private static AnsweringBackend backend;
  private static TestNode node;

  @BeforeAll
  static void start() {
    backend = AnsweringBackend.start();
    node =
        TestNode.start(
            "backends.app={url: '" + backend.url() + "', timeout: 20s}",
            "ask={connect: app, subRefresh: app}",
            "namespaces={default: {}, asked: {subscribe: {backend: app}, publish: anyone}}");
  }

  @AfterAll
  static void stop() {
    node.close();
    backend.close();
  }

  @BeforeEach
  void letEverybodyIn() {
    backend.result("connect", question -> new JsonObject("{\"user\":\"ann\",\"meta\":{\"a\":1}}"));
  }

  @AfterEach
  void nothingIsLeftBehind() {
    node.awaitClients(0);
    assertEquals(0, node.channels().size(), () -> node.channels().encode());
  }

  private static CentrifugeClient connect() {
    CentrifugeClient client = CentrifugeClient.connect(node);
    backend.forget();
    return client;
  }

  private static long in(int seconds) {
    return System.currentTimeMillis() / 1_000 + seconds;
  }

  private static JsonObject channel(String name) {
    return new JsonObject().put("channel", name);
  }

  @Test
  void clientGoesOnToHearAChannelForAsLongAsTheBackendSays() {
    backend.result("subscribe", question -> new JsonObject().put("expire_at", in(1)));
    backend.result(
        "sub_refresh",
        question ->
            new JsonObject().put("expire_at", in(3_600)).put("info", new JsonObject().put("b", 2)));
    try (CentrifugeClient client = connect()) {
      assertFalse(client.ask("subscribe", channel("asked:a")).containsKey("expires"));
      assertEquals("subscribe", backend.next().kind());

      AnsweringBackend.Asked asked = backend.next();

      assertEquals("sub_refresh", asked.kind());
      assertEquals(
          new JsonObject()
              .put("client", client.id())
              .put("transport", "websocket")
              .put("protocol", "json")
              .put("encoding", "json")
              .put("user", "ann")
              .put("meta", new JsonObject().put("a", 1))
              .put("channel", "asked:a"),
          asked.body());
      Await.until(
          () -> infoOf(client).containsKey("chan_info"), () -> "others see nothing new of it");
      assertEquals(2, infoOf(client).getJsonObject("chan_info").getInteger("b"));
    }
  }

  // As those see it who hear what it publishes.
  private static JsonObject infoOf(CentrifugeClient client) {
    client.ask("publish", channel("asked:a").put("data", 1));
    return client.push("pub").getJsonObject("info");
  }

  @Test
  void whomTheBackendLetsHearNoLongerIsUnsubscribed() {
    backend.result("subscribe", question -> new JsonObject().put("expire_at", in(1)));
    backend.result("sub_refresh", question -> new JsonObject().put("expired", true));
    try (CentrifugeClient client = connect()) {
      client.ask("subscribe", channel("asked:b"));

      assertEquals(2501, client.push("unsubscribe").getInteger("code"));
      assertFalse(node.channels().containsKey("asked:b"));
      client.ask("ping", new JsonObject());
    }
  }

  @Test
  void whatItWasGivenWithItsConnectionEndsThat() {
    backend.result(
        "connect",
        question ->
            new JsonObject()
                .put("user", "ann")
                .put("subs", new JsonObject().put("a", new JsonObject().put("expire_at", in(1)))));
    backend.result("sub_refresh", question -> new JsonObject().put("expired", true));
    try (CentrifugeClient client = connect()) {
      assertEquals("a", backend.next().body().getString("channel"));
      assertEquals(3006, client.socket().readClose().closeCode());
    }
  }

  @Test
  void unsubscribeThatFollowsASubscribeIsAnsweredAfterIt() throws Exception {
    BlockingQueue<Runnable> answers = new LinkedBlockingQueue<>();
    backend.answer("subscribe", (question, response) -> answers.add(() -> response.end(granted())));
    try (CentrifugeClient client = connect()) {
      client
          .socket()
          .sendText(
              """
              {"id":101,"subscribe":{"channel":"asked:c"}}
              {"id":102,"unsubscribe":{"channel":"asked:c"}}
              {"id":103,"ping":{}}
              """);
      answers.poll(20, TimeUnit.SECONDS).run();

      assertEquals(List.of("subscribe", "unsubscribe", "ping"), answered(client, 103));
    }
  }

  @Test
  void unsubscribeThatFollowsARefusedSubscribeIsAnsweredAfterIt() {
    backend.body("subscribe", "{\"error\":{\"code\":1000,\"message\":\"no\"}}");
    try (CentrifugeClient client = connect()) {
      client
          .socket()
          .sendText(
              """
              {"id":101,"subscribe":{"channel":"asked:d"}}
              {"id":102,"unsubscribe":{"channel":"asked:d"}}
              """);

      assertEquals(List.of("error", "unsubscribe"), answered(client, 102));
    }
  }

  @Test
  void whomTheServerUnsubscribesMeanwhileIsToldAfterItsSubscribe() throws Exception {
    BlockingQueue<Runnable> answers = new LinkedBlockingQueue<>();
    backend.answer("subscribe", (question, response) -> answers.add(() -> response.end(granted())));
    try (CentrifugeClient client = connect()) {
      client.socket().sendText("{\"id\":101,\"subscribe\":{\"channel\":\"asked:e\"}}");
      Runnable answer = answers.poll(20, TimeUnit.SECONDS);
      CompletableFuture<Void> unsubscribed =
          CompletableFuture.runAsync(
              () -> node.api("unsubscribe", channel("asked:e").put("user", "ann")));
      answer.run();

      assertEquals(List.of("subscribe"), answered(client, 101));
      unsubscribed.get(20, TimeUnit.SECONDS);
      assertEquals(2000, client.push("unsubscribe").getInteger("code"));
      assertFalse(node.channels().containsKey("asked:e"));
    }
  }

  private static String granted() {
    return "{\"result\":{}}";
  }

  // What the replies until this one hold.
  private static List<String> answered(CentrifugeClient client, int last) {
    List<String> answered = new ArrayList<>();
    for (int id = 0; id != last; ) {
      JsonObject reply = new JsonObject(client.socket().read().text());
      id = reply.getInteger("id");
      reply.remove("id");
      answered.addAll(reply.isEmpty() ? List.of("ping") : reply.fieldNames());
    }
    return answered;
  }
}
