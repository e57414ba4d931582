package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is kept of each second. */
class SecondsTest {
  private final Seconds seconds = new Seconds();

  @Test
  void clientsThatAreRelayedAreClients() {
    seconds.add(new JsonObject().put("at", 1_000L).put("clients", 2).put("links", 3));

    assertEquals(new JsonArray().add(5L), seconds.columns().getJsonArray("clients"));
  }

  @Test
  void latenciesAreKeptAndNoneIsKeptAsNone() {
    JsonObject socket = new JsonObject().put("count", 7).put("p50", 0.25).put("p99", 1.5);
    seconds.add(new JsonObject().put("at", 1_000L).put("socket", socket));
    seconds.add(new JsonObject().put("at", 2_000L).put("socket", new JsonObject().put("count", 0)));
    TreeMap<Long, JsonObject> history = new TreeMap<>();
    Seconds.merge("n", seconds.columns(), history);

    assertEquals(
        new JsonObject().put("p50", 0.25).put("p99", 1.5), history.get(1_000L).getJsonObject("n"));
    assertEquals(new JsonObject(), history.get(2_000L).getJsonObject("n"));
  }

  @Test
  void onlyAQuarterOfAnHourIsKept() {
    for (long second = 1; second <= Seconds.KEPT + 2; second++) {
      seconds.add(new JsonObject().put("at", second * 1_000).put("clients", second));
    }
    JsonArray clients = seconds.columns().getJsonArray("clients");

    assertEquals(Seconds.KEPT, clients.size());
    assertEquals(3L, clients.getValue(0));
  }
}
