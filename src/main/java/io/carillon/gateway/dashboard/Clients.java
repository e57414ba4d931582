package io.carillon.gateway.dashboard;

import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.RawJson;
import io.carillon.gateway.proxy.Proxy;
import io.carillon.gateway.proxy.link.LinkView;
import io.carillon.gateway.session.ClientView;
import io.carillon.gateway.session.Sessions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Single clients of the whole cluster: those that are slow, and those that somebody looks for. */
final class Clients {
  private static final int MOST = 50;
  private static final int MOST_OF_SNAPSHOT = 10;
  private static final int LONGEST_SEARCH = 256;
  private static final Comparator<JsonObject> WORST_FIRST =
      Comparator.comparingLong((JsonObject client) -> client.getLong("queued"))
          .thenComparingLong(client -> client.getLong("oldestMillis"))
          .reversed();
  private static final Comparator<JsonObject> BY_USER =
      Comparator.comparing((JsonObject client) -> client.getString("user"))
          .thenComparing(client -> client.getString("client"));
  private static final String LINK = "link";
  private static final String SLOW = "dashboard.slow";
  private static final String SEARCH = "dashboard.clients";

  private final NodeCalls calls;
  private final NodeIdentity self;
  private final Sessions sessions;
  private final Proxy proxy;

  Clients(NodeCalls calls, NodeIdentity self, Sessions sessions, Proxy proxy) {
    this.calls = calls;
    this.self = self;
    this.sessions = sessions;
    this.proxy = proxy;
    calls.answer(SLOW, question -> slowest(MOST).map(Clients::list));
    calls.answer(SEARCH, question -> found(question.getString("search")).map(Clients::list));
  }

  /** Of this node, for its snapshot. */
  Future<JsonArray> slowest() {
    return slowest(MOST_OF_SNAPSHOT);
  }

  private Future<JsonArray> slowest(int most) {
    Future<List<ClientView>> own = sessions.slowest(most);
    Future<List<LinkView>> relayed = proxy.links().slowest(most);
    return Future.all(own, relayed)
        .map(
            both ->
                Stream.concat(
                        own.result().stream().map(this::slowJson),
                        relayed.result().stream().map(this::slowJson))
                    .sorted(WORST_FIRST))
        .map(all -> new JsonArray(all.limit(most).toList()));
  }

  private Future<JsonArray> found(String begin) {
    Future<List<ClientView>> own = sessions.search(begin, MOST);
    Future<List<LinkView>> relayed = proxy.links().search(begin, MOST);
    return Future.all(own, relayed)
        .map(
            both ->
                FairShare.of(
                    own.result().stream()
                        .map(client -> json(client).put("connectedAt", client.connectedAt()))
                        .toList(),
                    relayed.result().stream()
                        .map(link -> json(link).put("connectedAt", link.openedAt()))
                        .toList(),
                    MOST))
        .map(all -> new JsonArray(all.toList()));
  }

  /** Answers a page's {@code slow}. */
  Future<JsonObject> slow(FeedClient page, RawJson question) {
    return calls
        .askAll(SLOW, new JsonObject(), answer -> answer)
        .map(answers -> list(clients(answers).sorted(WORST_FIRST)));
  }

  /** Answers a page's {@code clients}. */
  Future<JsonObject> search(FeedClient page, RawJson question) {
    String search = question.string("search");
    if (search.length() > LONGEST_SEARCH) {
      throw new GatewayException(
          ErrorCode.BAD_REQUEST, "search: wanted at most " + LONGEST_SEARCH + " characters");
    }
    return calls
        .askAll(SEARCH, new JsonObject().put("search", search), answer -> answer)
        .map(answers -> list(found(answers)));
  }

  private static Stream<JsonObject> found(List<JsonObject> answers) {
    Map<Boolean, List<JsonObject>> byLink =
        clients(answers)
            .sorted(BY_USER)
            .collect(Collectors.partitioningBy(client -> LINK.equals(client.getString("kind"))));
    return FairShare.of(byLink.get(false), byLink.get(true), MOST).sorted(BY_USER);
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

  private JsonObject slowJson(ClientView client) {
    return json(client)
        .put("channels", client.channels())
        .put("channel", client.busiest())
        .put("queued", client.queuedBytes())
        .put("oldestMillis", client.oldestMillis());
  }

  private JsonObject slowJson(LinkView link) {
    return json(link).put("queued", link.queuedBytes()).put("oldestMillis", link.oldestMillis());
  }

  private JsonObject json(ClientView client) {
    return json(client.client(), client.user(), client.kind());
  }

  private JsonObject json(LinkView link) {
    ClientInfo client = link.client();
    return json(client.client(), client.user(), LINK).put("target", link.target());
  }

  private JsonObject json(String client, String user, String kind) {
    return new JsonObject()
        .put("node", self.uid())
        .put("nodeName", self.name())
        .put("client", client)
        .put("user", user)
        .put("kind", kind);
  }
}
