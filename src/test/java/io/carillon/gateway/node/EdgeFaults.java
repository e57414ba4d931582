package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.HttpLine;
import io.carillon.gateway.testkit.NodeAddress;
import io.carillon.gateway.testkit.NodeProcess;
import io.carillon.gateway.testkit.Ports;
import io.carillon.gateway.testkit.RawWebSocket;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node that runs out of what its machine gives it refuses newcomers, and nothing else. */
@Tag("faults")
class EdgeFaults {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String LISTEN = "/subscribe?channel=news";
  private static final int DIRECT_BYTES = 32 << 20;
  private static final String CENTRIFUGE = "/connection/websocket";

  private final NodeAddress address =
      new NodeAddress("edge", "127.0.0.1", Ports.free(), Ports.free());
  private final List<RawWebSocket> clients = new ArrayList<>();
  private NodeProcess node;

  @AfterEach
  void stop() {
    clients.forEach(RawWebSocket::close);
    node.close();
  }

  @Test
  void nodeWithoutDescriptorsRefusesClientsUntilSomeHaveGone() {
    start(
        List.of("sh", "-c", "ulimit -n 400; exec \"$@\"", "sh"),
        List.of(),
        "routes=[{path: /subscribe, serve: subscribe}, {path: /chat/, proxy: chat}]",
        "pools={chat: {targets: [{url: 'http://127.0.0.1:" + address.adminPort() + "'}]}}");
    String refusal = fill(LISTEN);

    assertTrue(refusal.startsWith("HTTP/1.1 503 "), refusal);
    assertTrue(refusal.contains("Retry-After: "), refusal);
    String noTarget =
        RawWebSocket.answerTo(
            address.publicPort(), "GET /chat/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertTrue(noTarget.startsWith("HTTP/1.1 503 "), noTarget);
    crowd();
    publishToAll("news", "with no descriptor to spare");
    assertTrue(node.log().contains("clients refused: open files are all taken"), node.log());
    assertFalse(node.log().contains("Too many open files"), node.log());

    IntStream.range(0, 20).forEach(i -> clients.remove(0).close());
    Await.until(PATIENCE, () -> isLetIn(LISTEN), () -> "still refused");
    publishToAll("news", "to newcomers too");
  }

  @Test
  void nodeShortOfMemoryRefusesClientsAndServesThoseThereAre() {
    start(
        List.of(),
        List.of("-Xmx72m"),
        "channels={broadcast: {history: {size: 10, ttl: 1m}}}",
        // Nobody answers while the others come.
        "sessions={pingInterval: 10m, pongTimeout: 9m}");
    String refusal = fill(CENTRIFUGE);

    assertTrue(refusal.startsWith("HTTP/1.1 503 "), refusal);
    assertTrue(refusal.contains("Retry-After: "), refusal);
    publish("broadcast", "with no memory to spare");
    clients.forEach(client -> awaitText(client, "with no memory to spare"));
    assertTrue(node.log().contains("memory is short, no more clients"), node.log());
    assertFalse(node.log().contains("OutOfMemoryError"), node.log());

    IntStream.range(0, clients.size() / 2).forEach(i -> clients.remove(0).close());
    Await.until(PATIENCE, () -> isLetIn(CENTRIFUGE), () -> "still refused");
  }

  @Test
  void nodeShortOfDirectMemoryRefusesClientsUntilWhoKeepsItHasGone() {
    start(
        List.of(),
        List.of("-XX:MaxDirectMemorySize=" + DIRECT_BYTES),
        "node.eventLoops=1",
        "sessions={pingInterval: 10m, pongTimeout: 9m, maxQueuedBytes: 16MiB}");
    clients.add(RawWebSocket.open("127.0.0.1", address.publicPort(), LISTEN, PATIENCE));
    List<RawWebSocket> deaf = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        deaf.add(RawWebSocket.openSmall(address.publicPort(), "/subscribe?channel=deaf-" + i));
      }
      fillDirectMemory();
      Await.until(PATIENCE, () -> !isLetIn(LISTEN), () -> "still let in: " + directBytes());

      String refusal = RawWebSocket.answerTo(address.publicPort(), RawWebSocket.request(LISTEN));
      assertTrue(refusal.startsWith("HTTP/1.1 503 "), refusal);
      assertTrue(refusal.contains("Retry-After: "), refusal);
      publishToAll("news", "with no direct memory to spare");
      assertFalse(node.log().contains("OutOf"), node.log());
    } finally {
      deaf.forEach(RawWebSocket::close);
    }

    Await.until(PATIENCE, () -> isLetIn(LISTEN), () -> "still refused: " + directBytes());
    publishToAll("news", "to newcomers too");
  }

  // What waits for clients that do not read is outside of the heap, but for what the kernels hold.
  private void fillDirectMemory() {
    String large = "x".repeat(500_000);
    for (int i = 0; directBytes() < 0.86 * DIRECT_BYTES; i++) {
      publish("deaf-" + i % 3, large);
    }
  }

  private double directBytes() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.adminPort() + "/metrics"))
            .header("X-API-Key", NodeAddress.API_KEY)
            .build();
    try {
      return HttpClient.newHttpClient()
          .send(request, HttpResponse.BodyHandlers.ofLines())
          .body()
          .filter(line -> line.startsWith("carillon_netty_memory_bytes{area=\"direct\"}"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
          .sum();
    } catch (IOException | InterruptedException broken) {
      throw new IllegalStateException(broken);
    }
  }

  @Test
  void nodeThatCanWriteNothingServesAllTheSame() {
    start(
        List.of("sh", "-c", "exec \"$@\" > /dev/full 2>&1", "sh"),
        List.of("-Djava.io.tmpdir=/dev/null/nowhere"),
        "log.clients=true",
        "sessions={pingInterval: 10m, pongTimeout: 9m}");
    clients.add(RawWebSocket.open("127.0.0.1", address.publicPort(), LISTEN, PATIENCE));

    publishToAll("news", "with no room on the disk");
  }

  private void start(List<String> prefix, List<String> options, String... settings) {
    node = NodeProcess.start("edge", address, prefix, options, List.of(settings));
    node.awaitReady();
  }

  /** Lets clients in until one is refused, and returns what that is told. */
  private String fill(String path) {
    for (int i = 0; i < 20_000; i++) {
      try {
        RawWebSocket client = RawWebSocket.open("127.0.0.1", address.publicPort(), path, PATIENCE);
        clients.add(client);
        if (path.equals(CENTRIFUGE)) {
          takeMemory(client, i);
        }
      } catch (IllegalStateException refused) {
        return refused.getMessage().replace("no handshake: ", "");
      }
    }
    throw new AssertionError("nobody was refused");
  }

  // By all the channels that a client may have.
  private static void takeMemory(RawWebSocket client, int number) {
    client.sendText("{\"id\":1,\"connect\":{}}");
    client.sendText(
        IntStream.range(2, 120)
            .mapToObj(
                id ->
                    "{\"id\":%d,\"subscribe\":{\"channel\":\"%d-%d-%s\"}}"
                        .formatted(id, number, id, "x".repeat(200)))
            .collect(Collectors.joining("\n")));
    awaitText(client, "\"id\":119");
  }

  private static void awaitText(RawWebSocket client, String wanted) {
    while (!client.readText().contains(wanted)) {
      // what came before it
    }
  }

  /** More sockets than there is room for, on which nothing is said. */
  private void crowd() {
    List<RawWebSocket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 60; i++) {
        silent.add(RawWebSocket.connect(0, address.publicPort()));
      }
      silent.get(59).awaitEnd();
    } finally {
      silent.forEach(RawWebSocket::close);
    }
  }

  private void publishToAll(String channel, String text) {
    publish(channel, text);
    for (RawWebSocket client : clients) {
      assertEquals('"' + text + '"', client.readText());
    }
  }

  private void publish(String channel, String text) {
    JsonObject request = new JsonObject().put("channel", channel).put("data", text);
    JsonObject answer = HttpLine.call(address, PATIENCE, "publish", request);
    assertTrue(answer.containsKey("result"), answer.encode());
  }

  private boolean isLetIn(String path) {
    try {
      clients.add(RawWebSocket.open("127.0.0.1", address.publicPort(), path, PATIENCE));
      return true;
    } catch (IllegalStateException | UncheckedIOException refused) {
      return false;
    }
  }
}
