package io.carillon.gateway.api;

import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.protocol.JsonWriter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Channels and how many subscribe to each: of one node, or of all. Bounded, since clients choose
 * how many there are and how they are called. For one thread.
 */
final class ChannelCounts {
  /**
   * Of all names together: 25,000 names of 40 characters. All of it is read, sorted and written on
   * event loops, which others wait for meanwhile.
   */
  static final int MOST_CHARACTERS = 1_000_000;

  private final Map<String, Integer> counts = new HashMap<>();
  private int characters;
  private boolean tooMany;

  /** So many more subscribe to a channel; once there are too many channels, none is kept. */
  void add(String name, int count) {
    if (tooMany) {
      return;
    }
    Integer known = counts.put(name, count);
    if (known != null) {
      counts.put(name, known + count);
      return;
    }
    characters += name.length();
    if (characters > MOST_CHARACTERS) {
      tooMany = true;
      counts.clear();
    }
  }

  /**
   * Those of all nodes.
   *
   * @throws GatewayException when they are too many: a part of them would look like all
   */
  static ChannelCounts sum(List<ChannelCounts> parts) {
    ChannelCounts sum = new ChannelCounts();
    for (ChannelCounts part : parts) {
      sum.tooMany |= part.tooMany;
      part.counts.forEach(sum::add);
    }
    if (sum.tooMany) {
      throw new GatewayException(
          ErrorCode.LIMIT_EXCEEDED,
          "too many channels for one answer, ask with a narrower pattern: their names have over "
              + MOST_CHARACTERS
              + " characters");
    }
    return sum;
  }

  // Names are values here, not keys: parsers keep the keys that they have seen.
  JsonObject toJson() {
    if (tooMany) {
      return new JsonObject().put("too_many", true);
    }
    JsonArray names = new JsonArray();
    JsonArray subscribers = new JsonArray();
    counts.forEach(
        (name, count) -> {
          names.add(name);
          subscribers.add(count);
        });
    return new JsonObject().put("names", names).put("counts", subscribers);
  }

  /** Takes {@link #toJson} apart; throws when it is anything else. */
  static ChannelCounts read(JsonObject json) {
    ChannelCounts read = new ChannelCounts();
    read.tooMany = json.getBoolean("too_many", false);
    if (!read.tooMany) {
      JsonArray names = json.getJsonArray("names");
      JsonArray counts = json.getJsonArray("counts");
      for (int i = 0; i < names.size(); i++) {
        read.add(names.getString(i), counts.getInteger(i));
      }
    }
    return read;
  }

  /** The fields of an object, sorted by name. */
  void write(JsonWriter json) {
    new TreeMap<>(counts)
        .forEach((name, count) -> json.name(name).begin().field("num_clients", count).end());
  }
}
