package io.carillon.gateway.dashboard;

import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.hub.Hub;
import io.carillon.gateway.session.Sessions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.function.Supplier;

/**
 * How this node does, as pages show it. What it does not know is left out. Confined to the
 * dashboard's thread.
 */
final class NodeSnapshots {
  private final NodeIdentity self;
  private final Supplier<String> adminUrl;
  private final Supplier<NodeState> state;
  private final PoolSnapshots pools;
  private final Events events;
  private final Hub hub;
  private final Sessions sessions;
  private final long startedAt = System.currentTimeMillis();
  private final Clients clients;
  private volatile Sessions.Count count;
  private volatile JsonArray slowest = new JsonArray();
  private NodeState seen;

  /**
   * @param adminUrl how pages reach this node's admin listener
   */
  NodeSnapshots(
      NodeIdentity self,
      Supplier<String> adminUrl,
      Supplier<NodeState> state,
      PoolSnapshots pools,
      Events events,
      Clients clients,
      Hub hub,
      Sessions sessions) {
    this.self = self;
    this.adminUrl = adminUrl;
    this.state = state;
    this.pools = pools;
    this.events = events;
    this.clients = clients;
    this.hub = hub;
    this.sessions = sessions;
  }

  /**
   * Takes a snapshot.
   *
   * @param at since 1970 in milliseconds
   */
  JsonObject take(long at) {
    sessions.count().onSuccess(counted -> count = counted);
    clients.slowest().onSuccess(worst -> slowest = worst);
    NodeState now = look();
    JsonObject snapshot =
        new JsonObject()
            .put("id", self.uid())
            .put("name", self.name())
            .put("version", self.version())
            .put("at", at)
            .put("startedAt", startedAt)
            .put("adminUrl", adminUrl.get())
            .put("state", now.state())
            .put("reasons", new JsonArray(now.reasons()))
            .put("channels", hub.channelCount());
    if (count != null) {
      snapshot.put("clients", count.clients());
    }
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return snapshot
        .put("heap", new JsonObject().put("used", heap.getUsed()).put("max", heap.getMax()))
        .put("slowClients", slowest)
        .put("pools", pools.take());
  }

  private NodeState look() {
    NodeState now = state.get();
    if (!now.equals(seen)) {
      String why = now.reasons().isEmpty() ? "" : ": " + String.join("; ", now.reasons());
      events.add(now.state(), self.name() + " is " + now.state() + why);
      seen = now;
    }
    return now;
  }
}
