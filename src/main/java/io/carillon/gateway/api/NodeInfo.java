package io.carillon.gateway.api;

import static java.util.Objects.requireNonNull;

import io.carillon.gateway.protocol.JsonWriter;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a node tells of itself.
 *
 * @param uid of the process, never used again
 * @param clients connected to it
 * @param users among them, distinct
 * @param channels that somebody hears there
 * @param uptimeSeconds of the process
 * @param cluster counters of what goes on between nodes, such as publications lost on the way; none
 *     on a node that is alone
 */
record NodeInfo(
    String uid,
    String name,
    String version,
    int clients,
    int users,
    int channels,
    long uptimeSeconds,
    Map<String, Long> cluster) {
  /** The same order on every node. */
  static final Comparator<NodeInfo> BY_NAME =
      Comparator.comparing(NodeInfo::name).thenComparing(NodeInfo::uid);

  NodeInfo {
    requireNonNull(uid, "uid");
    requireNonNull(name, "name");
    requireNonNull(version, "version");
  }

  JsonObject toJson() {
    JsonObject counters = new JsonObject();
    cluster.forEach(counters::put);
    return new JsonObject()
        .put("uid", uid)
        .put("name", name)
        .put("version", version)
        .put("clients", clients)
        .put("users", users)
        .put("channels", channels)
        .put("uptime", uptimeSeconds)
        .put("cluster", counters);
  }

  /** Takes {@link #toJson} apart; throws when it is anything else. */
  static NodeInfo read(JsonObject json) {
    Map<String, Long> counters = new LinkedHashMap<>();
    JsonObject cluster = json.getJsonObject("cluster");
    cluster.fieldNames().forEach(name -> counters.put(name, cluster.getLong(name)));
    return new NodeInfo(
        json.getString("uid"),
        json.getString("name"),
        json.getString("version"),
        json.getInteger("clients"),
        json.getInteger("users"),
        json.getInteger("channels"),
        json.getLong("uptime"),
        counters);
  }

  void write(JsonWriter json) {
    json.begin().field("uid", uid).field("name", name).field("version", version);
    json.field("num_clients", clients).field("num_users", users);
    json.field("num_channels", channels).field("uptime", uptimeSeconds);
    if (!cluster.isEmpty()) {
      json.name("cluster").begin();
      cluster.forEach(json::field);
      json.end();
    }
    json.end();
  }
}
