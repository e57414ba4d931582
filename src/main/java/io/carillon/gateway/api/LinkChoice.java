package io.carillon.gateway.api;

import io.carillon.gateway.proxy.link.LinkTable;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * Which links are meant: those that began under the rules of one generation, or those to one target
 * of a pool, under whatever rules. Immutable; what nodes ask each other.
 *
 * @param generation null for any
 * @param pool null for any, and then {@code target} is null too
 */
record LinkChoice(Integer generation, String pool, String target) {
  static LinkChoice ofGeneration(int generation) {
    return new LinkChoice(generation, null, null);
  }

  static LinkChoice ofTarget(String pool, String target) {
    return new LinkChoice(null, pool, target);
  }

  /** Reads what {@link #json} has written; throws what counts against whoever asks senselessly. */
  static LinkChoice of(JsonObject question) {
    LinkChoice choice =
        new LinkChoice(
            question.getInteger("generation"),
            question.getString("pool"),
            question.getString("target"));
    if (choice.generation == null && (choice.pool == null || choice.target == null)) {
      throw new IllegalArgumentException("neither a generation nor a target");
    }
    return choice;
  }

  JsonObject json() {
    return generation != null
        ? new JsonObject().put("generation", generation)
        : new JsonObject().put("pool", pool).put("target", target);
  }

  boolean means(LinkTable.Group group) {
    return (generation == null || generation == group.generation())
        && (pool == null || (pool.equals(group.pool()) && target.equals(group.target())));
  }

  /** How many of these are meant. */
  int count(Map<LinkTable.Group, Integer> links) {
    return links.entrySet().stream()
        .filter(one -> means(one.getKey()))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  @Override
  public String toString() {
    return generation != null ? "generation=" + generation : "pool=" + pool + " target=" + target;
  }
}
