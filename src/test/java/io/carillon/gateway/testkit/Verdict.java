package io.carillon.gateway.testkit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds what publishers were answered, what the nodes keep and what witnesses heard against each
 * other, once everything has settled. For one thread.
 */
public final class Verdict {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_SHOWN = 25;

  private final List<NodeAddress> nodes;
  private final List<Publisher> publishers;
  private final List<Witness> witnesses;
  private final boolean mayFork;
  private final List<String> failures = new ArrayList<>();
  private final Map<String, Kept> kept = new HashMap<>();
  private final Map<Sent.Payload, Sent> sent = new HashMap<>();
  private long told;
  private long losses;

  /**
   * @param nodes that are to agree
   * @param publishers have ended
   * @param mayFork whether two sides of a split may have gone on: then positions of an epoch that
   *     has ended mean nothing to others
   */
  Verdict(
      List<NodeAddress> nodes,
      List<Publisher> publishers,
      List<Witness> witnesses,
      boolean mayFork) {
    this.nodes = nodes;
    this.publishers = publishers;
    this.witnesses = witnesses;
    this.mayFork = mayFork;
  }

  /** What came out, unless it fails. */
  public record Report(
      long acknowledged, long refused, long unknown, long unknownKept, long told, long losses) {
    @Override
    public String toString() {
      return "acknowledged="
          + acknowledged
          + " refused="
          + refused
          + " unknown="
          + unknown
          + " unknownKept="
          + unknownKept
          + " told="
          + told
          + " lossesWithoutHistory="
          + losses;
    }
  }

  /** Judges these channels. */
  Report of(List<String> channels) {
    publishers.forEach(one -> one.sent().forEach(each -> sent.put(each.payload(), each)));
    for (String channel : channels) {
      boolean isStream = channel.startsWith("s:");
      if (isStream) {
        judgeHistory(channel);
      }
      for (Witness witness : witnesses) {
        if (isStream) {
          judgeStream(witness, channel);
        } else {
          judgeLive(witness, channel);
        }
      }
    }
    witnesses.forEach(witness -> failures.addAll(witness.complaints()));
    if (!failures.isEmpty()) {
      throw new AssertionError(text());
    }
    return report();
  }

  /** The same position on all nodes, and every witness there; null when it is so. */
  static String unsettled(List<NodeAddress> nodes, List<Witness> witnesses, List<String> channels) {
    for (String channel : channels) {
      if (!channel.startsWith("s:")) {
        continue;
      }
      JsonObject top = position(nodes.get(0), channel);
      for (NodeAddress node : nodes) {
        JsonObject other = position(node, channel);
        if (!top.equals(other) || top.isEmpty()) {
          return channel + ": " + nodes.get(0) + " stands at " + top + ", " + node + " at " + other;
        }
      }
      for (Witness witness : witnesses) {
        Heard last = witness.last(channel);
        if (last == null
            || !last.epoch().equals(top.getString("epoch"))
            || last.offset() != top.getLong("offset")) {
          return channel
              + ": "
              + witness
              + " at "
              + witness.connected()
              + " stands at "
              + last
              + ", the stream at "
              + top;
        }
      }
    }
    return null;
  }

  private static JsonObject position(NodeAddress node, String channel) {
    try {
      return HttpLine.call(node, PATIENCE, "history", new JsonObject().put("channel", channel))
          .getJsonObject("result", new JsonObject());
    } catch (UncheckedIOException silent) {
      return new JsonObject();
    }
  }

  private void judgeHistory(String channel) {
    Kept all = keptBy(nodes.get(0), channel);
    kept.put(channel, all);
    for (NodeAddress node : nodes) {
      Kept other = keptBy(node, channel);
      if (!all.equals(other)) {
        failures.add(
            channel
                + " is another on "
                + nodes.get(0)
                + " than on "
                + node
                + ": "
                + all.difference(other));
      }
    }
    Map<Sent.Payload, Long> places = new HashMap<>();
    for (int i = 0; i < all.payloads.size(); i++) {
      long offset = all.first + i;
      Long before = places.put(all.payloads.get(i), offset);
      if (before != null) {
        failures.add(
            all.payloads.get(i)
                + " is kept twice in "
                + channel
                + " "
                + all.epoch
                + ", at "
                + before
                + " and "
                + offset
                + ": "
                + sent.get(all.payloads.get(i)));
      }
    }
    for (Publisher publisher : publishers) {
      judgeKept(publisher, channel, all, places);
    }
  }

  private void judgeKept(
      Publisher publisher, String channel, Kept all, Map<Sent.Payload, Long> places) {
    Map<String, Sent> lastOfEpoch = new HashMap<>();
    for (Sent one : publisher.sent()) {
      if (!one.channel().equals(channel)) {
        continue;
      }
      Long place = places.get(one.payload());
      if (one.outcome() == Sent.Outcome.REFUSED && place != null) {
        failures.add("refused but kept at " + place + ": " + one);
      }
      if (!one.isAcknowledged()) {
        continue;
      }
      if (place == null) {
        failures.add("acknowledged but lost, the stream is at " + all.top() + ": " + one);
      } else if (one.epoch().equals(all.epoch) && place != one.offset()) {
        failures.add("acknowledged but kept at " + place + ": " + one);
      }
      if (mayFork && !one.epoch().equals(all.epoch)) {
        // Each side gave the same offsets, and who tries again elsewhere has asked both.
        continue;
      }
      Sent before = lastOfEpoch.put(one.epoch(), one);
      if (before != null && before.offset() >= one.offset()) {
        failures.add("out of order: " + before + " before " + one);
      }
    }
  }

  private void judgeStream(Witness witness, String channel) {
    Heard place = null;
    for (Heard one : witness.heard(channel)) {
      switch (one.kind()) {
        case BEGAN -> {}
        case TOLD -> told++;
        case RECOVERED -> {
          if (!one.epoch().equals(place.epoch())) {
            failures.add(
                witness
                    + " in "
                    + channel
                    + ": recovered into another epoch, from "
                    + place
                    + " to "
                    + one);
          }
        }
        case PUBLICATION -> {
          if (one.offset() != place.offset() + 1) {
            String what = one.offset() <= place.offset() ? "heard again" : "missed some before";
            failures.add(witness + " in " + channel + ": " + what + " " + one + ", after " + place);
          }
          judgeContent(witness, channel, one);
        }
      }
      place = one;
    }
    Kept all = kept.get(channel);
    if (place == null || !place.epoch().equals(all.epoch) || place.offset() != all.topOffset) {
      failures.add(
          witness + " in " + channel + ": ends at " + place + ", the stream at " + all.top());
    }
  }

  // In the epoch that lives on, an offset is one publication for everybody.
  private void judgeContent(Witness witness, String channel, Heard one) {
    Kept all = kept.get(channel);
    Sent known = sent.get(one.payload());
    if (known == null || !known.channel().equals(channel)) {
      failures.add(witness + " in " + channel + ": heard what nobody sent there, " + one);
    } else if (one.epoch().equals(all.epoch) && !one.payload().equals(all.at(one.offset()))) {
      failures.add(
          witness
              + " in "
              + channel
              + ": heard "
              + one
              + " where "
              + all.at(one.offset())
              + " is kept");
    } else if (!mayFork
        && known.isAcknowledged()
        && (!known.epoch().equals(one.epoch()) || known.offset() != one.offset())) {
      failures.add(witness + " in " + channel + ": heard " + one + ", which is " + known);
    }
  }

  private void judgeLive(Witness witness, String channel) {
    Map<Integer, Heard> lastOf = new HashMap<>();
    Set<Sent.Payload> all = new HashSet<>();
    for (Heard one : witness.heard(channel)) {
      if (one.isPublication()) {
        Heard before = lastOf.put(one.payload().publisher(), one);
        if (!all.add(one.payload())) {
          failures.add(witness + " in " + channel + ": heard again " + one);
        } else if (before != null && before.payload().number() > one.payload().number()) {
          failures.add(witness + " in " + channel + ": " + before + " before " + one);
        }
      }
    }
    for (Sent one : sent.values()) {
      if (one.isAcknowledged() && one.channel().equals(channel) && !all.contains(one.payload())) {
        losses++;
      }
    }
  }

  private static Kept keptBy(NodeAddress node, String channel) {
    JsonObject answer =
        HttpLine.call(
            node, PATIENCE, "history", new JsonObject().put("channel", channel).put("limit", -1));
    JsonObject result = answer.getJsonObject("result");
    if (result == null) {
      throw new AssertionError(node + " does not tell the history of " + channel + ": " + answer);
    }
    List<Sent.Payload> payloads = new ArrayList<>();
    long first = 0;
    for (Object one : result.getJsonArray("publications", new JsonArray())) {
      JsonObject publication = (JsonObject) one;
      long offset = publication.getLong("offset");
      first = payloads.isEmpty() ? offset : first;
      if (offset != first + payloads.size()) {
        throw new AssertionError(node + " keeps a hole in " + channel + " before " + one);
      }
      JsonObject data = publication.getJsonObject("data");
      payloads.add(new Sent.Payload(data.getInteger("p"), data.getLong("n")));
    }
    return new Kept(result.getString("epoch"), result.getLong("offset"), first, payloads);
  }

  private Report report() {
    Set<Sent.Payload> all = new HashSet<>();
    kept.values().forEach(one -> all.addAll(one.payloads));
    return new Report(
        count(Sent.Outcome.ACKNOWLEDGED),
        count(Sent.Outcome.REFUSED),
        count(Sent.Outcome.UNKNOWN),
        sent.values().stream()
            .filter(one -> one.outcome() == Sent.Outcome.UNKNOWN && all.contains(one.payload()))
            .count(),
        told,
        losses);
  }

  private long count(Sent.Outcome outcome) {
    return sent.values().stream().filter(one -> one.outcome() == outcome).count();
  }

  private String text() {
    List<String> shown = failures.subList(0, Math.min(MOST_SHOWN, failures.size()));
    return failures.size() + " failures, with " + report() + "\n" + String.join("\n", shown);
  }

  private record Kept(String epoch, long topOffset, long first, List<Sent.Payload> payloads) {
    String top() {
      return epoch + ":" + topOffset;
    }

    Sent.Payload at(long offset) {
      long index = offset - first;
      return index >= 0 && index < payloads.size() ? payloads.get((int) index) : null;
    }

    String difference(Kept other) {
      for (int i = 0; i < Math.min(payloads.size(), other.payloads.size()); i++) {
        if (!payloads.get(i).equals(other.payloads.get(i))) {
          return "first at "
              + (first + i)
              + ", "
              + payloads.get(i)
              + " and "
              + other.payloads.get(i);
        }
      }
      return "from " + first + " to " + top() + ", and from " + other.first + " to " + other.top();
    }
  }
}
