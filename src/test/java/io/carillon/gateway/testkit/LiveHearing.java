package io.carillon.gateway.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one client heard of a channel that keeps nothing: one node tells it each publication once,
 * those of a publisher in their order, however often it subscribes there. Publications have no
 * places in such a channel, so a client that goes from one node to another may hear there, late,
 * what it knows. For one thread.
 */
final class LiveHearing {
  private final Map<SentNumber.Payload, Heard> heard = new HashMap<>();
  private final Map<Integer, Heard> lastOf = new HashMap<>();
  private final List<String> complaints = new ArrayList<>();
  private NodeAddress at;

  LiveHearing(List<Heard> all) {
    all.forEach(this::add);
  }

  /** What is wrong; empty when nothing is. */
  List<String> complaints() {
    return complaints;
  }

  /** Whether it was heard at all. */
  boolean has(SentNumber.Payload payload) {
    return heard.containsKey(payload);
  }

  private void add(Heard one) {
    if (!one.node().equals(at)) {
      at = one.node();
      lastOf.clear();
    }
    if (one.isPublication()) {
      judge(one);
    }
  }

  private void judge(Heard one) {
    Heard before = lastOf.put(one.payload().publisher(), one);
    Heard first = heard.putIfAbsent(one.payload(), one);
    if (first != null && first.node().equals(at)) {
      complaints.add("heard again " + one);
    } else if (before != null && before.payload().number() > one.payload().number()) {
      complaints.add(before + " before " + one);
    }
  }
}
