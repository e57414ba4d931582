package io.carillon.gateway.proxy.inject;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.config.InjectConfig;
import io.carillon.gateway.config.InjectConfig.Form;
import io.carillon.gateway.testkit.RawWebSocket;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of Socket.IO that begin with polls hear what their server lets them hear. */
class SocketIoPollsTest {
  private static final String POLL = "/socket.io/?EIO=4&transport=polling&sid=abc";
  private static final String OLD_HANDSHAKE = "/socket.io/?EIO=3&transport=polling";
  private static final String UPGRADE = "/socket.io/?EIO=4&transport=websocket&sid=abc";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private WebSocketBackend backend;
  private InjectionServer server;
  private RawWebSocket client;
  private ServerWebSocket socket;

  @BeforeEach
  void start() {
    backend = new WebSocketBackend(false);
  }

  @AfterEach
  void stop() {
    client.close();
    server.awaitNothing();
    server.close();
    backend.close();
  }

  @Test
  void clientThatWasLetInByAPollHearsOnceItHasUpgraded() {
    inject("/");
    open();
    client.sendText("2probe");
    poll(POLL, "40{\"sid\":\"x\"}");
    server.publish("kept:a", "1");
    say("3probe");
    assertEquals("3probe", client.readText());

    client.sendText("5");

    assertEquals("42[\"news\",1]", client.readText());
  }

  @Test
  void clientOfAnOldVersionIsLetInByTheAnswerThatBeginsItsSession() {
    inject("/");
    poll(OLD_HANDSHAKE, "14:0{\"sid\":\"abc\"}2:40");
    open();

    assertHearsAfterItsUpgrade("42[\"news\",1]");
  }

  @Test
  void clientThatWasRefusedHearsNothing() {
    inject("/");
    poll(POLL, "44{\"message\":\"no\"}");
    open();

    assertHearsNothing();
  }

  @Test
  void clientThatWasLetInElsewhereHearsNothing() {
    inject("/admin");
    poll(POLL, "40{\"sid\":\"x\"}\u001e42/admin2,[\"a\"]");
    open();

    assertHearsNothing();
  }

  @Test
  void clientThatWasPutOutByAPollHearsNothing() {
    inject("/admin");
    poll(POLL, "40{\"sid\":\"x\"}\u001e40/admin,{\"sid\":\"y\"}");
    poll(POLL, "42[\"" + "x".repeat(100_000) + "\"]\u001e41/admin,");
    open();

    assertHearsNothing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"42/admin,[\"a\"]", "43/admin,7[]", "450-/admin,[\"b\"]"})
  void clientOfWhichNothingIsKnownHearsOnceItsServerTreatsItAsAMember(String sign) {
    inject("/admin");
    open();
    client.sendText("5");
    for (String elsewhere : List.of("42[\"a\"]", "450-[\"b\"]", "42/administrators,[\"a\"]")) {
      say(elsewhere);
      assertEquals(elsewhere, client.readText());
    }
    server.publish("plain", "\"dropped\"");
    say(sign);
    assertEquals(sign, client.readText());
    say("2");
    assertEquals("2", client.readText());
    server.publish("plain", "1");

    assertEquals("42/admin,[\"news\",1]", client.readText());
  }

  private void inject(String namespace) {
    server =
        new InjectionServer(
            new InjectConfig(Form.SOCKET_IO, "news", namespace),
            "/socket.io/",
            backend.port(),
            "plain",
            "kept:a");
  }

  private void open() {
    client = RawWebSocket.open(server.port(), UPGRADE);
    socket = backend.next();
    server.awaitHeard(Map.of("plain", 1, "kept:a", 1));
  }

  private void assertHearsAfterItsUpgrade(String event) {
    client.sendText("5");
    server.publish("kept:a", "1");

    assertEquals(event, client.readText());
  }

  private void assertHearsNothing() {
    client.sendText("5");
    say("2");
    assertEquals("2", client.readText());
    server.publish("kept:a", "1");
    server.publish("plain", "1");
    say("2");

    assertEquals("2", client.readText());
  }

  private void poll(String uri, String answer) {
    backend.answers.put(uri, answer);
    URI whole = URI.create("http://127.0.0.1:" + server.port() + uri);
    try {
      assertEquals(
          answer, HTTP.send(HttpRequest.newBuilder(whole).build(), BodyHandlers.ofString()).body());
    } catch (IOException | InterruptedException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private void say(String text) {
    await(socket.writeTextMessage(text));
  }
}
