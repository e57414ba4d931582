package io.carillon.gateway.dashboard;

import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.List;

/**
 * A channel as one node sees it.
 *
 * @param rate publications a second
 */
record ChannelUse(String name, int subscribers, float rate) {
  /**
   * One after the other: names are values here, since parsers keep the keys that they have seen.
   */
  static JsonArray toJson(List<ChannelUse> uses) {
    JsonArray json = new JsonArray();
    for (ChannelUse use : uses) {
      json.add(use.name).add(use.subscribers).add(use.rate);
    }
    return json;
  }

  /** Takes {@link #toJson} apart. */
  static List<ChannelUse> read(JsonArray json) {
    List<ChannelUse> uses = new ArrayList<>(json.size() / 3);
    for (int i = 0; i + 2 < json.size(); i += 3) {
      uses.add(new ChannelUse(json.getString(i), json.getInteger(i + 1), json.getFloat(i + 2)));
    }
    return uses;
  }
}
