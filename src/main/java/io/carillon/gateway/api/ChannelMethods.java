package io.carillon.gateway.api;

import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.protocol.JsonWriter;
import io.carillon.gateway.protocol.RawJson;
import io.carillon.gateway.pubsub.PubSub;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Consumer;

/** What can be asked of channels: {@code history}, {@code presence} and which there are. */
final class ChannelMethods {
  private final PubSub pubSub;
  private final EveryNode nodes;

  ChannelMethods(PubSub pubSub, EveryNode nodes) {
    this.pubSub = pubSub;
    this.nodes = nodes;
  }

  void addTo(Map<String, ApiMethod> methods) {
    methods.put("presence", this::presence);
    methods.put("presence_stats", this::presenceStats);
    methods.put("history", this::history);
    methods.put("history_remove", this::historyRemove);
    methods.put("channels", this::channels);
  }

  private Future<Consumer<JsonWriter>> presence(RawJson request) {
    return pubSub
        .attendance()
        .presence(Requests.channel(request))
        .map(
            clients ->
                json -> {
                  json.name("presence").begin();
                  clients.forEach((client, info) -> json.name(client).clientInfo(info));
                  json.end();
                });
  }

  private Future<Consumer<JsonWriter>> presenceStats(RawJson request) {
    return pubSub
        .attendance()
        .presenceCount(Requests.channel(request))
        .map(
            count ->
                json ->
                    json.field("num_clients", count.clients()).field("num_users", count.users()));
  }

  private Future<Consumer<JsonWriter>> history(RawJson request) {
    HistoryQuery query =
        new HistoryQuery(
            (int) request.integer("limit", HistoryQuery.ALL, Integer.MAX_VALUE),
            Requests.position(request, "since"),
            request.bool("reverse"));
    return pubSub
        .history(Requests.channel(request), query)
        .map(history -> json -> write(history, json));
  }

  private Future<Consumer<JsonWriter>> historyRemove(RawJson request) {
    return pubSub.removeHistory(Requests.channel(request)).map(done -> json -> {});
  }

  private Future<Consumer<JsonWriter>> channels(RawJson request) {
    return nodes
        .channels(new Glob(request.string("pattern")))
        .map(
            counts ->
                json -> {
                  json.name("channels").begin();
                  counts.write(json);
                  json.end();
                });
  }

  private static void write(History history, JsonWriter json) {
    json.name("publications").beginArray();
    history.publications().forEach(json::publication);
    json.endArray();
    json.field("offset", history.top().offset()).field("epoch", history.top().epoch());
  }
}
