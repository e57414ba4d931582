package io.carillon.gateway.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where publications of one channel stood when they were heard. Within an epoch, also one that has
 * ended, each has one offset and each offset one publication, for everybody. For one thread.
 */
final class HeardPlaces {
  private final Map<String, Map<SentNumber.Payload, Heard>> byPayload = new HashMap<>();
  private final Map<String, Map<Long, Heard>> byOffset = new HashMap<>();

  /** Pairs of epochs: somebody who stood in one of them stood in the other later. */
  private final Set<Step> steps = new HashSet<>();

  private final List<String> contradictions = new ArrayList<>();

  private record Step(String from, String to) {}

  /** Takes in all that somebody heard of the channel. */
  void add(AnyWitness hearer, List<Heard> all) {
    Set<String> epochs = new HashSet<>();
    Set<Heard> own = new HashSet<>();
    String stands = "";
    for (Heard one : all) {
      if (!one.epoch().equals(stands)) {
        stands = one.epoch();
        epochs.forEach(before -> steps.add(new Step(before, one.epoch())));
        epochs.add(stands);
      }
      if (one.isPublication()) {
        compare(hearer, one, own);
      }
    }
  }

  private void compare(AnyWitness hearer, Heard one, Set<Heard> own) {
    Heard same = byPayload.computeIfAbsent(one.epoch(), e -> new HashMap<>()).get(one.payload());
    Heard there = byOffset.computeIfAbsent(one.epoch(), e -> new HashMap<>()).get(one.offset());
    if (same != null && (same.offset() != one.offset() || own.contains(same))) {
      contradictions.add(hearer + " heard " + one + ", in this epoch also heard as " + same);
    }
    if (there != null && !there.payload().equals(one.payload())) {
      contradictions.add(hearer + " heard " + one + " where " + there + " was heard");
    }
    Heard first = same == null ? one : same;
    byPayload.get(one.epoch()).putIfAbsent(one.payload(), first);
    byOffset.get(one.epoch()).putIfAbsent(one.offset(), one);
    own.add(first);
  }

  /** Whether those who stood in both stood in {@code later} later, and somebody did. */
  boolean isLater(String later, String earlier) {
    return steps.contains(new Step(earlier, later)) && !steps.contains(new Step(later, earlier));
  }

  /** What cannot be true of one stream. */
  List<String> contradictions() {
    return contradictions;
  }
}
