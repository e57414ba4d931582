package io.carillon.gateway.dashboard;

import io.carillon.gateway.api.NodeDrain;
import io.carillon.gateway.broker.BrokerHealth;
import io.carillon.gateway.cluster.NodeIdentity;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How this node does, as pages show it. What it does not know is left out. Confined to the
 * dashboard's thread.
 */
final class NodeSnapshots {
  private final NodeIdentity self;
  private final Supplier<Optional<String>> adminUrl;
  private final Supplier<NodeState> state;
  private final Supplier<NodeDrain.State> drain;
  private final String brokerType;
  private final Supplier<BrokerHealth> broker;
  private final PoolSnapshots pools;
  private final Events events;
  private final Figures figures;
  private final long startedAt = System.currentTimeMillis();
  private final Clients clients;
  private volatile JsonArray slowest = new JsonArray();
  private NodeState seen;

  /**
   * @param brokerType embedded or redis
   * @param adminUrl how pages reach this node's admin listener, if that is known
   */
  NodeSnapshots(
      NodeIdentity self,
      Supplier<Optional<String>> adminUrl,
      Supplier<NodeState> state,
      Supplier<NodeDrain.State> drain,
      String brokerType,
      Supplier<BrokerHealth> broker,
      PoolSnapshots pools,
      Events events,
      Clients clients,
      Figures figures) {
    this.self = self;
    this.adminUrl = adminUrl;
    this.state = state;
    this.drain = drain;
    this.brokerType = brokerType;
    this.broker = broker;
    this.pools = pools;
    this.events = events;
    this.clients = clients;
    this.figures = figures;
  }

  /**
   * Takes a snapshot.
   *
   * @param at since 1970 in milliseconds
   */
  JsonObject take(long at) {
    clients.slowest().onSuccess(worst -> slowest = worst);
    NodeState now = look();
    JsonObject snapshot =
        new JsonObject()
            .put("id", self.uid())
            .put("name", self.name())
            .put("version", self.version())
            .put("at", at)
            .put("startedAt", startedAt)
            .put("state", now.state())
            .put("reasons", new JsonArray(now.reasons()))
            .put("drain", drain.get().name().toLowerCase(Locale.ROOT));
    adminUrl.get().ifPresent(url -> snapshot.put("adminUrl", url));
    figures.addTo(snapshot);
    snapshot.put("broker", broker());
    return snapshot.put("slowClients", slowest).put("pools", pools.take());
  }

  private JsonObject broker() {
    BrokerHealth health = broker.get();
    return new JsonObject()
        .put("type", brokerType)
        .put("state", health.state().name().toLowerCase(Locale.ROOT))
        .put("detail", health.detail());
  }

  private NodeState look() {
    NodeState now = state.get();
    if (!now.equals(seen)) {
      events.add(now.state(), self.name() + " is " + now.inWords());
      seen = now;
    }
    return now;
  }
}
