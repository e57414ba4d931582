package io.carillon.gateway.dashboard;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.cluster.NodeIdentity;
import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.JsonText;
import io.carillon.gateway.protocol.RawJson;
import io.carillon.gateway.proxy.Proxy;
import io.carillon.gateway.pubsub.PubSub;
import io.carillon.gateway.pubsub.PublishRequest;
import io.carillon.gateway.session.SessionTable;
import io.carillon.gateway.session.Sessions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What people do to channels and clients from a page; all pages are told who did it. */
final class Actions {
  private static final String DISCONNECT = "dashboard.disconnect";

  private final PubSub pubSub;
  private final NodeCalls calls;
  private final NodeIdentity self;
  private final Sessions sessions;
  private final Proxy proxy;
  private final Events events;

  Actions(
      PubSub pubSub,
      NodeCalls calls,
      NodeIdentity self,
      Sessions sessions,
      Proxy proxy,
      Events events) {
    this.pubSub = pubSub;
    this.calls = calls;
    this.self = self;
    this.sessions = sessions;
    this.proxy = proxy;
    this.events = events;
    calls.answer(DISCONNECT, this::disconnectOwn);
  }

  /**
   * Adds its questions.
   *
   * @param shared answers that are old once something was done
   */
  void addTo(Questions questions, SharedAnswers shared) {
    questions.add("publish", shared.changing(this::publish));
    questions.add("disconnect", shared.changing(this::disconnect));
  }

  private Future<JsonObject> publish(FeedClient page, RawJson question) {
    Channel channel = new Channel(question.string("channel"));
    Payload data = JsonText.classify(question.string("data").getBytes(StandardCharsets.UTF_8));
    if (data.size() == 0) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "data is empty");
    }
    return pubSub
        .publish(channel, data, new PublishRequest(null, Map.of(), null, false))
        .map(position -> done(page, "published " + data.size() + " bytes to " + channel.name()));
  }

  private Future<JsonObject> disconnect(FeedClient page, RawJson question) {
    String node = question.string("node");
    String client = question.string("client");
    if (client.isEmpty()) {
      throw new GatewayException(ErrorCode.BAD_REQUEST, "client is empty");
    }
    JsonObject wanted = new JsonObject().put("node", node).put("client", client);
    return calls
        .askAll(DISCONNECT, wanted, answer -> answer)
        .map(
            answers -> {
              JsonObject answer = answerOf(node, answers);
              if (answer.getInteger("found") == 0) {
                throw new GatewayException(ErrorCode.NOT_AVAILABLE, "no such client");
              }
              return done(page, "disconnected " + client + " of " + answer.getString("name"));
            });
  }

  private static JsonObject answerOf(String node, List<JsonObject> answers) {
    return answers.stream()
        .filter(answer -> answer.getString("node").equals(node))
        .findFirst()
        .orElseThrow(() -> new GatewayException(ErrorCode.NOT_AVAILABLE, "no such node"));
  }

  private Future<JsonObject> disconnectOwn(JsonObject question) {
    String client = question.getString("client");
    Future<Integer> found =
        question.getString("node").equals(self.uid())
            ? disconnectOwn(client)
            : Future.succeededFuture(0);
    return found.map(
        count ->
            new JsonObject().put("node", self.uid()).put("name", self.name()).put("found", count));
  }

  private Future<Integer> disconnectOwn(String client) {
    CloseCode code = CloseCode.FORCE_DISCONNECT;
    SessionTable.Target who = new SessionTable.Target("", client);
    return sessions
        .count(who)
        .compose(
            count ->
                count == 0
                    ? proxy.links().disconnect(client, code)
                    : sessions.disconnect(who, code.number(), code.reason()).map(count));
  }

  private JsonObject done(FeedClient page, String text) {
    events.add("action", text, page.grant().user());
    return new JsonObject().put("done", true);
  }
}
