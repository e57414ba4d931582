package io.carillon.gateway.dashboard;

import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.RawJson;
import io.carillon.gateway.session.ClientView;
import io.carillon.gateway.session.Sessions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Single clients of the whole cluster: those that are slow, and those that somebody looks for. */
final class Clients {
  private static final int MOST = 50;
  private static final int MOST_OF_SNAPSHOT = 10;
  private static final int LONGEST_SEARCH = 256;
  private static final String SLOW = "dashboard.slow";
  private static final String SEARCH = "dashboard.clients";

  private final NodeCalls calls;
  private final NodeIdentity self;
  private final Sessions sessions;

  Clients(NodeCalls calls, NodeIdentity self, Sessions sessions) {
    this.calls = calls;
    this.self = self;
    this.sessions = sessions;
    calls.answer(SLOW, question -> sessions.slowest(MOST).map(this::slowJson).map(Clients::list));
    calls.answer(
        SEARCH,
        question ->
            sessions
                .search(question.getString("search"), MOST)
                .map(this::foundJson)
                .map(Clients::list));
  }

  /** Of this node, for its snapshot. */
  Future<JsonArray> slowest() {
    return sessions.slowest(MOST_OF_SNAPSHOT).map(this::slowJson);
  }

  /** Answers a page's {@code slow}. */
  Future<JsonObject> slow(FeedClient page, RawJson question) {
    Comparator<JsonObject> worst =
        Comparator.comparingLong((JsonObject client) -> client.getLong("queued")).reversed();
    return calls
        .askAll(SLOW, new JsonObject(), answer -> answer)
        .map(answers -> list(clients(answers).sorted(worst)));
  }

  /** Answers a page's {@code clients}. */
  Future<JsonObject> search(FeedClient page, RawJson question) {
    String search = question.string("search");
    if (search.length() > LONGEST_SEARCH) {
      throw new GatewayException(
          ErrorCode.BAD_REQUEST, "search: wanted at most " + LONGEST_SEARCH + " characters");
    }
    Comparator<JsonObject> order =
        Comparator.comparing((JsonObject client) -> client.getString("user"))
            .thenComparing(client -> client.getString("client"));
    return calls
        .askAll(SEARCH, new JsonObject().put("search", search), answer -> answer)
        .map(answers -> list(clients(answers).sorted(order)));
  }

  private static Stream<JsonObject> clients(List<JsonObject> answers) {
    return answers.stream()
        .flatMap(answer -> answer.getJsonArray("clients").stream())
        .map(JsonObject.class::cast);
  }

  private static JsonObject list(Stream<JsonObject> clients) {
    return list(new JsonArray(clients.limit(MOST).toList()));
  }

  private static JsonObject list(JsonArray clients) {
    return new JsonObject().put("clients", clients);
  }

  private JsonArray slowJson(List<ClientView> clients) {
    JsonArray json = new JsonArray();
    for (ClientView client : clients) {
      json.add(
          json(client)
              .put("channels", client.channels())
              .put("queued", client.queuedBytes())
              .put("oldestMillis", client.oldestMillis()));
    }
    return json;
  }

  private JsonArray foundJson(List<ClientView> clients) {
    JsonArray json = new JsonArray();
    clients.forEach(client -> json.add(json(client).put("connectedAt", client.connectedAt())));
    return json;
  }

  private JsonObject json(ClientView client) {
    return new JsonObject()
        .put("node", self.uid())
        .put("nodeName", self.name())
        .put("client", client.client())
        .put("user", client.user())
        .put("kind", client.kind());
  }
}
