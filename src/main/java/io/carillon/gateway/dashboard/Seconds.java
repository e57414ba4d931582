package io.carillon.gateway.dashboard;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.SortedMap;

/**
 * The short figures of one node, second by second, for a quarter of an hour. Confined to the
 * dashboard's thread.
 */
final class Seconds {
  static final int KEPT = 900;

  /** What is kept of a snapshot, in this order. */
  private static final List<String> NAMES =
      List.of("clients", "in", "out", "p50", "p99", "connects", "inBytes", "outBytes");

  private final long[] times = new long[KEPT];
  private final double[][] figures = new double[NAMES.size()][KEPT];
  private int next;
  private int size;

  /** Takes the figures of a snapshot; one that it does not have is none. */
  void add(JsonObject snapshot) {
    times[next] = snapshot.getLong("at");
    for (int i = 0; i < figures.length; i++) {
      figures[i][next] = figure(snapshot, NAMES.get(i));
    }
    next = (next + 1) % KEPT;
    size = Math.min(KEPT, size + 1);
  }

  private static double figure(JsonObject snapshot, String name) {
    return switch (name) {
      // Clients that are relayed are clients.
      case "clients" -> number(snapshot, "clients") + snapshot.getLong("links", 0L);
      case "p50", "p99" -> number(snapshot.getJsonObject("socket", new JsonObject()), name);
      default -> number(snapshot, name);
    };
  }

  private static double number(JsonObject json, String name) {
    Number number = json.getNumber(name);
    return number == null ? Double.NaN : number.doubleValue();
  }

  /** All that is kept, a column for each figure, oldest first. */
  JsonObject columns() {
    JsonObject columns = new JsonObject();
    JsonArray at = new JsonArray();
    for (int i = 0; i < size; i++) {
      at.add(times[place(i)]);
    }
    columns.put("at", at);
    for (int figure = 0; figure < figures.length; figure++) {
      JsonArray column = new JsonArray();
      for (int i = 0; i < size; i++) {
        column.add(shown(figures[figure][place(i)]));
      }
      columns.put(NAMES.get(figure), column);
    }
    return columns;
  }

  /**
   * Puts {@link #columns} of a node beside those of others.
   *
   * @param history by time; each holds the figures of nodes by id
   */
  static void merge(String node, JsonObject columns, SortedMap<Long, JsonObject> history) {
    JsonArray at = columns.getJsonArray("at");
    for (int i = 0; i < at.size(); i++) {
      JsonObject figures = new JsonObject();
      for (String name : NAMES) {
        Object figure = columns.getJsonArray(name).getValue(i);
        if (figure != null) {
          figures.put(name, figure);
        }
      }
      history.computeIfAbsent(at.getLong(i), time -> new JsonObject()).put(node, figures);
    }
    while (history.size() > KEPT) {
      history.remove(history.firstKey());
    }
  }

  // Whole numbers where they are; null for none.
  private static Object shown(double figure) {
    if (Double.isNaN(figure)) {
      return null;
    }
    return figure == Math.rint(figure) ? (Object) (long) figure : (Object) figure;
  }

  private int place(int index) {
    return Math.floorMod(next - size + index, KEPT);
  }
}
