package io.carillon.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.NodeAddress;
import io.carillon.gateway.testkit.NodeProcess;
import io.carillon.gateway.testkit.Ports;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.Tokens;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a node writes while clients come, do wrong and go: enough to follow each, and no secret. */
class LogsTest {
  private static final String PAYLOAD = "payload-nobody-may-read";
  private static final String TOKEN = Tokens.of("{\"sub\":\"ann\"}");

  private static NodeProcess node;

  @BeforeAll
  static void start() {
    node =
        NodeProcess.start(
            "logs",
            new NodeAddress("n1", "127.0.0.1", Ports.free(), Ports.free()),
            List.of(),
            List.of(
                "log.format=json",
                "log.level=debug",
                "log.clients=true",
                "auth.tokens.hmacSecret=" + Tokens.SECRET,
                "routes=[{name: centri, path: /connection/websocket, serve: centrifuge},"
                    + " {name: raw, path: /subscribe, serve: subscribe, publish: true}]"));
    node.awaitReady();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void lifeOfAClientIsToldByItsIdInObjectsOfJson() {
    int port = node.address().publicPort();
    try (RawWebSocket client =
        RawWebSocket.open(port, "/connection/websocket", "X-Forwarded-For: 10.1.2.3")) {
      client.sendText(
          "{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"demo:a b\"}}\n"
              + "{\"id\":3,\"unsubscribe\":{\"channel\":\"demo:a b\"}}");
      awaitLine("client unsubscribed");
      client.sendText("no JSON");
      client.readClose();
      client.send(0x88, new byte[] {0x0d, (byte) 0xad});
    }
    awaitLine("client closed");

    List<String> told =
        lines().stream()
            .filter(line -> "clients".equals(line.getString("logger_name")))
            .peek(line -> assertEquals("INFO", line.getString("level")))
            .map(line -> line.getString("message"))
            .filter(line -> line.contains(clientId()))
            .map(line -> line.replace(clientId(), "ID"))
            .map(line -> line.replaceAll("(millis|messages\\w+|bytes\\w+)=\\d+", "$1=N"))
            .toList();
    assertEquals(
        List.of(
            "client connected client=ID user=\"\" kind=centrifuge route=centri address=10.1.2.3",
            "client subscribed client=ID channel=\"demo:a b\" offset=0",
            "client unsubscribed client=ID channel=\"demo:a b\" ",
            "client closed client=ID user=\"\" kind=centrifuge route=centri address=10.1.2.3"
                + " code=3501 reason=\"bad request\" by=gateway"
                + " millis=N messagesOut=N bytesOut=N messagesIn=N bytesIn=N"),
        told);
  }

  @Test
  void noSecretIsEverWritten() {
    int port = node.address().publicPort();
    try (RawWebSocket one =
            RawWebSocket.open(
                port, "/subscribe?channel=a&token=" + TOKEN, "Authorization: Bearer " + TOKEN);
        RawWebSocket other = RawWebSocket.open(port, "/connection/websocket?token=" + TOKEN)) {
      one.sendText(PAYLOAD);
      one.sendText("{\"x\":\"" + PAYLOAD + "\"}");
      one.send(0x82, PAYLOAD.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      assertEquals(PAYLOAD, one.readText());
      other.sendText(
          "{\"id\":1,\"connect\":{\"token\":\"" + TOKEN + "x\",\"data\":\"" + PAYLOAD + "\"}}");
      other.readClose();
      one.send(0xC1, PAYLOAD.getBytes(java.nio.charset.StandardCharsets.UTF_8)); // a bad frame
      one.awaitEnd();
    }
    awaitLine("code=3500");
    awaitLine("code=1002");

    for (String secret : List.of(PAYLOAD, TOKEN, NodeAddress.API_KEY, Tokens.SECRET)) {
      assertFalse(node.log().contains(secret), secret);
    }
  }

  private static String clientId() {
    String first =
        lines().stream()
            .map(line -> line.getString("message"))
            .filter(line -> line.startsWith("client unsubscribed"))
            .filter(line -> line.contains("demo:a b"))
            .findFirst()
            .orElseThrow();
    return first.split("client=")[1].split(" ")[0];
  }

  private static void awaitLine(String part) {
    Await.until(() -> node.log().contains(part), () -> "no " + part + " in\n" + node.log());
  }

  // The greeting is not of the log.
  private static List<JsonObject> lines() {
    List<JsonObject> lines =
        node.log().lines().filter(line -> line.startsWith("{")).map(JsonObject::new).toList();
    assertTrue(lines.stream().allMatch(line -> line.containsKey("time")), node.log());
    return lines;
  }
}
