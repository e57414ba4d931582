package io.carillon.gateway.api;

import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.protocol.JsonWriter;
import io.carillon.gateway.protocol.RawJson;
import io.carillon.gateway.pubsub.PubSub;
import io.carillon.gateway.session.Sessions;
import io.vertx.core.Future;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What can be asked of channels: {@code history}, {@code presence} and which there are. */
final class ChannelMethods {
  private final PubSub pubSub;
  private final Sessions sessions;

  ChannelMethods(PubSub pubSub, Sessions sessions) {
    this.pubSub = pubSub;
    this.sessions = sessions;
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
    Glob pattern = new Glob(request.string("pattern"));
    return sessions
        .channels()
        .map(
            counts -> {
              Map<String, Integer> sorted = new TreeMap<>();
              counts.forEach((channel, count) -> sorted.put(channel.name(), count));
              return json -> {
                json.name("channels").begin();
                sorted.forEach(
                    (name, count) -> {
                      if (pattern.matches(name)) {
                        json.name(name).begin().field("num_clients", count).end();
                      }
                    });
                json.end();
              };
            });
  }

  private static void write(History history, JsonWriter json) {
    json.name("publications").beginArray();
    history.publications().forEach(json::publication);
    json.endArray();
    json.field("offset", history.top().offset()).field("epoch", history.top().epoch());
  }
}
