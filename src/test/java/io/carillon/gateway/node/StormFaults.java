package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.HttpLine;
import io.carillon.gateway.testkit.NodeAddress;
import io.carillon.gateway.testkit.NodeLogs;
import io.carillon.gateway.testkit.ProcessCluster;
import io.carillon.gateway.testkit.RawWebSocket;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A node dies, and its clients come to the other one all at once, behind newcomers. */
@Tag("faults")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@ExtendWith(NodeLogs.class)
class StormFaults {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int RETURNING = 100;
  private static final int NEWCOMERS = 150;
  private static final int PUBLISHED = 20;
  private static final String CHANNEL = "s:storm";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Test
  void whoRecoversIsLetInFirstAndNobodyIsLostWhileOthersHearOn() {
    try (ProcessCluster cluster =
        ProcessCluster.start(
            "storm",
            2,
            "node.eventLoops=1",
            "sessions.pingInterval=10m",
            // All have their connections before the first asks to be let in, so that however slow
            // the
            // machine is, most still wait when the last has asked.
            "sessions.connectTimeout=2m",
            "limits.admission={rate: 10, patience: 1m}")) {
      NodeAddress survivor = cluster.address(1);
      String epoch = publish(survivor, 0).getString("epoch");
      List<RawWebSocket> clients = new ArrayList<>();
      try (CentrifugeClient first = CentrifugeClient.connect(cluster.address(0));
          CentrifugeClient bystander = CentrifugeClient.connect(survivor)) {
        first.subscribe(CHANNEL);
        bystander.subscribe(CHANNEL);
        cluster.node(0).kill();
        for (int i = 0; i < NEWCOMERS + RETURNING; i++) {
          clients.add(
              RawWebSocket.open(
                  survivor.host(), survivor.publicPort(), CentrifugeClient.PATH, LONGEST));
        }
        String newcomer = ask("{\"id\":2,\"subscribe\":{\"channel\":\"live:new\"}}");
        String returning = ask(recover(epoch));
        for (int i = 0; i < clients.size(); i++) {
          clients.get(i).sendText(i < NEWCOMERS ? newcomer : returning);
        }
        awaitAllHaveAsked(survivor);
        assertTrue(figure(survivor, "waiting", "newcomer") > 0, "no newcomer waits");
        assertTrue(figure(survivor, "waiting", "recovering") > 0, "all are in already");
        for (int i = 1; i <= PUBLISHED; i++) {
          publish(survivor, i);
          assertEquals(i, bystander.push("pub").getInteger("data"));
        }

        awaitAllHaveRecovered(survivor);

        for (int i = 0; i < clients.size(); i++) {
          assertIsIn(clients.get(i), i >= NEWCOMERS);
        }
        assertEquals(0, figure(survivor, "refused", "patience"));
        assertEquals(0, figure(survivor, "refused", "full"));
      } finally {
        clients.forEach(RawWebSocket::close);
      }
    }
  }

  private static String ask(String subscribe) {
    return "{\"id\":1,\"connect\":{}}\n" + subscribe;
  }

  private static String recover(String epoch) {
    return new JsonObject()
        .put("id", 2)
        .put(
            "subscribe",
            new JsonObject()
                .put("channel", CHANNEL)
                .put("recover", true)
                .put("epoch", epoch)
                .put("offset", 0))
        .encode();
  }

  private static void awaitAllHaveAsked(NodeAddress node) {
    Await.until(
        LONGEST,
        () ->
            figure(node, "delayed", "newcomer") >= 1
                && figure(node, "admitted", "") + waiting(node) >= NEWCOMERS + RETURNING + 1,
        () -> figure(node, "admitted", "") + " let in, " + waiting(node) + " wait");
  }

  private static int waiting(NodeAddress node) {
    return figure(node, "waiting", "newcomer") + figure(node, "waiting", "recovering");
  }

  // Newcomers asked before them, and would be in already if that counted: every fourth is one.
  private static void awaitAllHaveRecovered(NodeAddress node) {
    Await.until(
        LONGEST,
        () -> {
          int left = figure(node, "waiting", "newcomer");
          int recovering = figure(node, "waiting", "recovering");
          // Asked for in this order: whoever waits by then waited while the last recovered.
          assertTrue(recovering > 0 || left > 0, "newcomers did not wait for those who recover");
          return recovering == 0;
        },
        () -> figure(node, "waiting", "recovering") + " wait");
  }

  private static void assertIsIn(RawWebSocket client, boolean recovers) {
    List<JsonObject> replies = new ArrayList<>();
    while (replies.stream().noneMatch(reply -> reply.containsKey("subscribe"))) {
      client.readText().lines().map(JsonObject::new).forEach(replies::add);
    }
    assertTrue(replies.get(0).containsKey("connect"), replies::toString);
    if (recovers) {
      JsonObject result =
          replies.stream()
              .filter(reply -> reply.containsKey("subscribe"))
              .findFirst()
              .orElseThrow()
              .getJsonObject("subscribe");
      assertTrue(result.getBoolean("recovered"), result::encode);
      int heard = result.getJsonArray("publications").size();
      long pushed =
          replies.stream()
              .filter(reply -> reply.encode().contains("\"channel\":\"" + CHANNEL + "\""))
              .count();
      assertTrue(heard + pushed >= 1 && heard <= PUBLISHED + 1, result::encode);
    }
  }

  private static JsonObject publish(NodeAddress node, int data) {
    return HttpLine.call(
            node, PATIENCE, "publish", new JsonObject().put("channel", CHANNEL).put("data", data))
        .getJsonObject("result");
  }

  private static int figure(NodeAddress node, String what, String label) {
    String name = "carillon_admission_" + what;
    return (int)
        scrape(node)
            .lines()
            .filter(line -> line.startsWith(name) && line.contains(label))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
  }

  private static String scrape(NodeAddress node) {
    try {
      return HTTP.send(
              HttpRequest.newBuilder(
                      URI.create("http://" + node.host() + ":" + node.adminPort() + "/metrics"))
                  .header("X-API-Key", NodeAddress.API_KEY)
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException broken) {
      throw new java.io.UncheckedIOException(broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
