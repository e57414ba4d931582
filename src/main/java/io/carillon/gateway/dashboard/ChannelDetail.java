package io.carillon.gateway.dashboard;

import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.config.ChannelPolicy;
import io.carillon.gateway.protocol.RawJson;
import io.carillon.gateway.pubsub.PubSub;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** One channel: who listens where, where its stream stands, and the last of what is kept. */
final class ChannelDetail {
  private static final int MOST_PUBLICATIONS = 20;

  /** Of publications that are read to show their beginnings, about. */
  private static final int MOST_BYTES = 1024 * 1024;

  private static final int SHOWN = 512;

  private final BoardThread thread;
  private final PubSub pubSub;
  private final ChannelQueries channels;

  ChannelDetail(BoardThread thread, PubSub pubSub, ChannelQueries channels) {
    this.thread = thread;
    this.pubSub = pubSub;
    this.channels = channels;
  }

  /** Answers a page's {@code channel}. */
  Future<JsonObject> channel(FeedClient page, RawJson question) {
    Channel channel = new Channel(question.string("name"));
    ChannelPolicy policy = pubSub.policies().of(channel);
    Future<JsonArray> subscribers = channels.subscribers(channel);
    Future<History> history =
        policy.keepsHistory() ? history(channel) : Future.succeededFuture(History.NONE);
    return Future.all(subscribers, history)
        .compose(
            both ->
                thread.call(() -> show(channel, policy, subscribers.result(), history.result())));
  }

  // The last one first: as large as that is, it is guessed, are those before it.
  private Future<History> history(Channel channel) {
    return pubSub
        .history(channel, new HistoryQuery(1, null, true))
        .compose(
            last -> {
              if (last.publications().isEmpty()) {
                return Future.succeededFuture(last);
              }
              int size = Math.max(1, last.publications().get(0).data().size());
              int limit = Math.max(1, Math.min(MOST_PUBLICATIONS, MOST_BYTES / size));
              return pubSub.history(channel, new HistoryQuery(limit, null, true));
            });
  }

  private static JsonObject show(
      Channel channel, ChannelPolicy policy, JsonArray subscribers, History history) {
    int colon = channel.name().indexOf(':');
    JsonObject shown =
        new JsonObject()
            .put("name", channel.name())
            .put("namespace", colon < 0 ? "" : channel.name().substring(0, colon))
            .put("subscribers", subscribers)
            .put("position", null)
            .put("history", null)
            .put("publications", publications(history.publications()));
    if (policy.keepsHistory()) {
      shown.put(
          "position",
          new JsonObject()
              .put("offset", history.top().offset())
              .put("epoch", history.top().epoch()));
      shown.put(
          "history",
          new JsonObject()
              .put("size", policy.history().size())
              .put("ttlSeconds", policy.history().ttl().toSeconds()));
    }
    return shown;
  }

  private static JsonArray publications(List<Publication> publications) {
    JsonArray shown = new JsonArray();
    for (Publication publication : publications) {
      JsonObject one =
          new JsonObject()
              .put("offset", publication.offset())
              .put("at", publication.timeMillis())
              .put("size", publication.data().size());
      Text text = Text.of(publication.data());
      one.put("data", text.shown()).put("cut", text.cut());
      if (publication.info() != null) {
        one.put("user", publication.info().user());
      }
      shown.add(one);
    }
    return shown;
  }

  /** The beginning of a payload for people; Base64 of what is no text. */
  private record Text(String shown, boolean cut) {
    static Text of(Payload data) {
      // A character is at most four bytes, so nothing behind these would be shown.
      int read = Math.min(data.size(), 4 * SHOWN);
      String text =
          data.kind() == Payload.Kind.BINARY
              ? Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(data.bytes(), read))
              : new String(data.bytes(), 0, read, StandardCharsets.UTF_8);
      if (text.length() <= SHOWN) {
        return new Text(text, read < data.size());
      }
      int end = Character.isHighSurrogate(text.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
      return new Text(text.substring(0, end), true);
    }
  }
}
