package io.carillon.gateway.api;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.cluster.NodeCalls;
import io.carillon.gateway.session.SessionTable;
import io.carillon.gateway.session.Sessions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The sessions of all nodes, as {@link Sessions} are those of one: each request goes to every node,
 * this one among them, and each carries it out for its own. Done when all have, without those that
 * cannot be reached. Callable from any thread; one per node.
 */
final class EveryNode {
  private static final String SUBSCRIBE = "subscribe";
  private static final String UNSUBSCRIBE = "unsubscribe";
  private static final String DISCONNECT = "disconnect";
  private static final String REFRESH = "refresh";
  private static final String CHANNELS = "channels";
  private static final String INFO = "info";

  private final NodeCalls calls;
  private final Sessions own;

  EveryNode(NodeCalls calls, Sessions own, ThisNode self) {
    this.calls = calls;
    this.own = own;
    calls.answer(SUBSCRIBE, this::subscribeOwn);
    calls.answer(UNSUBSCRIBE, this::unsubscribeOwn);
    calls.answer(DISCONNECT, this::disconnectOwn);
    calls.answer(REFRESH, this::refreshOwn);
    calls.answer(CHANNELS, this::ownChannels);
    calls.answer(INFO, question -> self.tell().map(NodeInfo::toJson));
  }

  /**
   * Subscribes those that {@code who} means.
   *
   * @param recoverFrom where they stood; null for no recovery
   */
  Future<Void> subscribe(SessionTable.Target who, Channel channel, StreamPosition recoverFrom) {
    JsonObject question = question(who).put("channel", channel.name());
    if (recoverFrom != null) {
      question.put("epoch", recoverFrom.epoch()).put("offset", recoverFrom.offset());
    }
    return tellAll(SUBSCRIBE, question);
  }

  private Future<JsonObject> subscribeOwn(JsonObject question) {
    StreamPosition recoverFrom =
        question.containsKey("epoch")
            ? new StreamPosition(question.getString("epoch"), question.getLong("offset"))
            : null;
    return done(own.subscribe(target(question), channel(question), recoverFrom));
  }

  /** Unsubscribes those that {@code who} means. */
  Future<Void> unsubscribe(SessionTable.Target who, Channel channel) {
    return tellAll(UNSUBSCRIBE, question(who).put("channel", channel.name()));
  }

  private Future<JsonObject> unsubscribeOwn(JsonObject question) {
    return done(own.unsubscribe(target(question), channel(question)));
  }

  /** Hangs up on those that {@code who} means. */
  Future<Void> disconnect(SessionTable.Target who, int code, String reason) {
    return tellAll(DISCONNECT, question(who).put("code", code).put("reason", reason));
  }

  private Future<JsonObject> disconnectOwn(JsonObject question) {
    return done(
        own.disconnect(
            target(question), question.getInteger("code"), question.getString("reason")));
  }

  /**
   * Lets those that {@code who} means stay until another time.
   *
   * @param expireAt seconds since 1970; 0 for ever
   * @param info JSON that others see of them from now on; null for the same as before
   */
  Future<Void> refresh(SessionTable.Target who, long expireAt, Payload info) {
    JsonObject question = question(who).put("expireAt", expireAt);
    if (info != null) {
      question.put("info", new String(info.bytes(), StandardCharsets.UTF_8));
    }
    return tellAll(REFRESH, question);
  }

  private Future<JsonObject> refreshOwn(JsonObject question) {
    String info = question.getString("info");
    return done(
        own.refresh(
            target(question),
            question.getLong("expireAt"),
            info == null ? null : Payload.json(info)));
  }

  /** The channels with such a name that somebody hears, wherever. */
  Future<ChannelCounts> channels(Glob pattern) {
    JsonObject question = new JsonObject().put("pattern", pattern.pattern());
    return calls.askAll(CHANNELS, question, ChannelCounts::read).map(ChannelCounts::sum);
  }

  // Chosen here and not by the asker, so that only those travel that are wanted.
  private Future<JsonObject> ownChannels(JsonObject question) {
    Glob pattern = new Glob(question.getString("pattern"));
    return own.channels()
        .map(
            counts -> {
              ChannelCounts wanted = new ChannelCounts();
              counts.forEach(
                  (channel, count) -> {
                    if (pattern.matches(channel.name())) {
                      wanted.add(channel.name(), count);
                    }
                  });
              return wanted.toJson();
            });
  }

  /** What each node tells of itself, in the same order whichever is asked. */
  Future<List<NodeInfo>> info() {
    return calls
        .askAll(INFO, new JsonObject(), NodeInfo::read)
        .map(all -> all.stream().sorted(NodeInfo.BY_NAME).toList());
  }

  private Future<Void> tellAll(String kind, JsonObject question) {
    return calls.askAll(kind, question, answer -> answer).mapEmpty();
  }

  private static JsonObject question(SessionTable.Target who) {
    JsonObject question = new JsonObject().put("user", who.user()).put("client", who.client());
    return who.spared().isEmpty()
        ? question
        : question.put("spared", new JsonArray(List.copyOf(who.spared())));
  }

  private static SessionTable.Target target(JsonObject question) {
    return new SessionTable.Target(
        question.getString("user"),
        question.getString("client"),
        question.getJsonArray("spared", new JsonArray()).stream()
            .map(String::valueOf)
            .collect(Collectors.toSet()));
  }

  private static Channel channel(JsonObject question) {
    return new Channel(question.getString("channel"));
  }

  private static Future<JsonObject> done(Future<Void> step) {
    return step.map(done -> new JsonObject());
  }
}
