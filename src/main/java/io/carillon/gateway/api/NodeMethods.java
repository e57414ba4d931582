package io.carillon.gateway.api;

import io.carillon.gateway.hub.Hub;
import io.carillon.gateway.protocol.JsonWriter;
import io.carillon.gateway.protocol.RawJson;
import io.carillon.gateway.session.Sessions;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.function.Consumer;

/** {@code info}: the nodes and how much they hold. */
final class NodeMethods {
  private final Identity identity;
  private final Sessions sessions;
  private final Hub hub;

  NodeMethods(Identity identity, Sessions sessions, Hub hub) {
    this.identity = identity;
    this.sessions = sessions;
    this.hub = hub;
  }

  void addTo(Map<String, ApiMethod> methods) {
    methods.put("info", this::info);
  }

  private Future<Consumer<JsonWriter>> info(RawJson request) {
    return sessions.count().map(count -> json -> write(count, json));
  }

  private void write(Sessions.Count count, JsonWriter json) {
    json.name("nodes").beginArray().begin();
    json.field("uid", identity.uid()).field("name", identity.name());
    json.field("version", identity.version());
    json.field("num_clients", count.clients()).field("num_users", count.users());
    json.field("num_channels", hub.channelCount());
    json.field("uptime", ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
    json.end().endArray();
  }

  /**
   * Who this node is.
   *
   * @param uid of this process, never used again
   */
  record Identity(String uid, String name, String version) {}
}
