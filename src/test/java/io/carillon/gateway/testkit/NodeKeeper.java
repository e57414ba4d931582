package io.carillon.gateway.testkit;

import io.carillon.gateway.channel.StreamPosition;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A node, asked for its streams over HTTP. */
record NodeKeeper(NodeAddress node) implements Keeper {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Override
  public StreamPosition position(String channel) {
    try {
      JsonObject result = history(new JsonObject().put("channel", channel));
      return result == null ? null : position(result);
    } catch (UncheckedIOException silent) {
      return null;
    }
  }

  @Override
  public Kept kept(String channel) {
    JsonObject result = history(new JsonObject().put("channel", channel).put("limit", -1));
    if (result == null) {
      throw new AssertionError(node + " does not tell the history of " + channel);
    }
    List<SentNumber.Payload> payloads = new ArrayList<>();
    long first = 0;
    for (Object one : result.getJsonArray("publications", new JsonArray())) {
      JsonObject publication = (JsonObject) one;
      long offset = publication.getLong("offset");
      first = payloads.isEmpty() ? offset : first;
      if (offset != first + payloads.size()) {
        throw new AssertionError(node + " keeps a hole in " + channel + " before " + one);
      }
      payloads.add(SentNumber.Payload.of(publication.getJsonObject("data")));
    }
    StreamPosition top = position(result);
    return new Kept(top.epoch(), top.offset(), first, payloads);
  }

  private JsonObject history(JsonObject request) {
    return HttpLine.call(node, PATIENCE, "history", request).getJsonObject("result");
  }

  private static StreamPosition position(JsonObject result) {
    return new StreamPosition(result.getString("epoch"), result.getLong("offset"));
  }

  @Override
  public String toString() {
    return node.toString();
  }
}
