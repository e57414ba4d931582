package io.carillon.gateway.dashboard;

import io.carillon.gateway.proxy.Proxy;
import io.carillon.gateway.proxy.pool.PoolStatus;
import io.carillon.gateway.proxy.pool.TargetStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/**
 * How the pools of this node stand, and what changed since the second before. Confined to the
 * dashboard's thread.
 */
final class PoolSnapshots {
  private final Proxy proxy;
  private final Events events;
  private Map<String, String> states = new HashMap<>();

  /**
   * @param events told of targets that changed
   */
  PoolSnapshots(Proxy proxy, Events events) {
    this.proxy = proxy;
    this.events = events;
  }

  JsonArray take() {
    Map<String, String> now = new HashMap<>();
    JsonArray pools = new JsonArray();
    for (PoolStatus pool : proxy.status()) {
      JsonArray targets = new JsonArray();
      for (TargetStatus status : pool.targets()) {
        String name = pool.name() + "/" + status.name();
        String state = status.state().text();
        now.put(name, state);
        tell(name, states.get(name), state, status.reason());
        targets.add(json(status, state));
      }
      pools.add(
          new JsonObject()
              .put("name", pool.name())
              .put("balance", pool.balance())
              .put("targets", targets));
    }
    states = now;
    return pools;
  }

  private void tell(String name, String before, String now, String reason) {
    if (before != null && !before.equals(now)) {
      events.add("target", name + " is " + now + (reason.isEmpty() ? "" : ": " + reason));
    }
  }

  private static JsonObject json(TargetStatus status, String state) {
    JsonObject json =
        new JsonObject()
            .put("name", status.name())
            .put("url", (status.tls() ? "https://" : "http://") + status.address())
            .put("state", state)
            .put("since", status.changed().toEpochMilli())
            .put("why", status.reason())
            .put("links", status.open())
            .put("mostLinks", status.mostOpen())
            .put("dials", status.total())
            .put("errors", status.failures())
            .put("bytesIn", status.traffic().bytesUp())
            .put("bytesOut", status.traffic().bytesDown())
            .put("weight", status.weight());
    if (!status.checkup().text().isEmpty()) {
      json.put("check", status.checkup().text())
          .put("lastCheckMillis", status.checkup().took().toMillis());
    }
    return json;
  }
}
