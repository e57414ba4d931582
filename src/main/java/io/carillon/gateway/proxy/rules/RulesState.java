package io.carillon.gateway.proxy.rules;

import io.carillon.gateway.config.Complaint;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * By which rules a node goes, and what it has against others that it should.
 *
 * @param leftOut changes that cannot be with the file of the node, and why
 * @param unusable what is wrong with certificates of pools that it has all the same
 */
public record RulesState(
    int generation, Map<RuleName, List<Complaint>> leftOut, List<Complaint> unusable) {
  private static final String GENERATION = "generation";
  private static final String LEFT_OUT = "leftOut";
  private static final String UNUSABLE = "unusable";

  static RulesState of(Merged merged, List<Complaint> unusable) {
    Map<RuleName, List<Complaint>> leftOut = new LinkedHashMap<>();
    merged.leftOut().forEach((name, why) -> leftOut.put(name, why.complaints()));
    return new RulesState(merged.changes().generation(), leftOut, unusable);
  }

  /** What is said against the last change of something; empty when the node goes by it. */
  public List<Complaint> against(RuleName changed) {
    if (leftOut.containsKey(changed)) {
      return leftOut.get(changed);
    }
    return unusable.stream().filter(one -> isOf(changed.poolName(), one)).toList();
  }

  /** Without complaints about certificates of other pools than these. */
  RulesState stillUnusable(Set<String> pools) {
    return unusable.isEmpty()
        ? this
        : new RulesState(
            generation,
            leftOut,
            unusable.stream()
                .filter(one -> pools.stream().anyMatch(pool -> isOf(pool, one)))
                .toList());
  }

  private static boolean isOf(String pool, Complaint complaint) {
    return complaint.path().startsWith("pools." + pool + ".tls");
  }

  /** As nodes tell it each other. */
  JsonObject json() {
    JsonObject left = new JsonObject();
    leftOut.forEach((name, why) -> left.put(name.key(), json(why)));
    return new JsonObject()
        .put(GENERATION, generation)
        .put(LEFT_OUT, left)
        .put(UNUSABLE, json(unusable));
  }

  private static JsonArray json(List<Complaint> complaints) {
    JsonArray all = new JsonArray();
    for (Complaint one : complaints) {
      all.add(new JsonArray().add(one.path()).add(one.found()).add(one.wanted()));
    }
    return all;
  }

  /** Takes {@link #json} apart; throws some {@code RuntimeException} when it is none. */
  static RulesState read(JsonObject json) {
    Map<RuleName, List<Complaint>> leftOut = new LinkedHashMap<>();
    JsonObject left = json.getJsonObject(LEFT_OUT);
    left.fieldNames()
        .forEach(key -> leftOut.put(RuleName.parse(key), read(left.getJsonArray(key))));
    return new RulesState(json.getInteger(GENERATION), leftOut, read(json.getJsonArray(UNUSABLE)));
  }

  private static List<Complaint> read(JsonArray complaints) {
    List<Complaint> all = new ArrayList<>();
    for (int i = 0; i < complaints.size(); i++) {
      JsonArray one = complaints.getJsonArray(i);
      all.add(new Complaint(one.getString(0), one.getString(1), one.getString(2)));
    }
    return all;
  }
}
