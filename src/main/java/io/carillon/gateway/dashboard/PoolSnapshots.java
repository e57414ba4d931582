package io.carillon.gateway.dashboard;

import io.carillon.gateway.config.TargetConfig;
import io.carillon.gateway.proxy.Proxy;
import io.carillon.gateway.proxy.pool.Health;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.pool.TargetStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Locale;
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
    for (Pool pool : proxy.pools()) {
      JsonArray targets = new JsonArray();
      for (Target target : pool.targets()) {
        TargetStatus status = target.status();
        String name = pool.config().name() + "/" + status.name();
        String state = state(status);
        now.put(name, state);
        tell(name, states.get(name), state, status.reason());
        targets.add(json(status, state));
      }
      pools.add(
          new JsonObject()
              .put("name", pool.config().name())
              .put("balance", balance(pool))
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

  private static String state(TargetStatus status) {
    if (status.wanted() == TargetConfig.State.MAINTENANCE) {
      return "maintenance";
    }
    if (status.wanted() == TargetConfig.State.DRAIN) {
      return "draining";
    }
    if (status.health() == Health.DOWN) {
      return "down";
    }
    if (status.ejectedUntil().isPresent()) {
      return "ejected";
    }
    return status.health() == Health.UP ? "up" : "unchecked";
  }

  private static String balance(Pool pool) {
    var balance = pool.config().balance();
    String way = balance.way().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return balance.key().isEmpty() ? way : way + ":" + balance.key();
  }

  private static JsonObject json(TargetStatus status, String state) {
    return new JsonObject()
        .put("name", status.name())
        .put("url", (status.tls() ? "https://" : "http://") + status.address())
        .put("state", state)
        .put("since", status.changed().toEpochMilli())
        .put("why", status.reason())
        .put("links", status.open())
        .put("mostLinks", status.mostOpen())
        .put("dials", status.total())
        .put("errors", status.failures())
        .put("weight", status.weight());
  }
}
