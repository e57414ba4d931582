package io.carillon.gateway.testkit;

import io.carillon.gateway.channel.StreamPosition;
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
public final class LossVerdict {
  private static final int MOST_SHOWN = 25;

  private final List<? extends Keeper> keepers;
  private final List<List<SentNumber>> publishers;
  private final List<? extends AnyWitness> hearers;
  private final Pardon pardon;
  private final List<String> failures = new ArrayList<>();
  private final Map<String, Kept> kept = new HashMap<>();
  private final Map<String, HeardPlaces> stood = new HashMap<>();
  private final Map<SentNumber.Payload, SentNumber> sent = new HashMap<>();
  private long told;
  private long losses;

  /** What is not held against the nodes, since the fault itself did it. */
  enum Pardon {
    NOTHING,
    /**
     * Two sides of a split may have gone on: then positions of an epoch that has ended mean nothing
     * to others.
     */
    FORK,
    /**
     * What was kept was lost: then an epoch that has ended may have had more than is kept. Who had
     * no answer to some of that has tried again, so that it may stand in a later epoch too.
     */
    LOSS
  }

  /**
   * @param keepers are to agree
   * @param publishers have ended; what each of them sent, in this order
   */
  LossVerdict(
      List<? extends Keeper> keepers,
      List<List<SentNumber>> publishers,
      List<? extends AnyWitness> hearers,
      Pardon pardon) {
    this.keepers = keepers;
    this.publishers = publishers;
    this.hearers = hearers;
    this.pardon = pardon;
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
    publishers.forEach(one -> one.forEach(each -> sent.put(each.payload(), each)));
    for (String channel : channels) {
      boolean isStream = channel.startsWith("s:");
      if (isStream) {
        judgeHistory(channel);
        judgePlaces(channel);
      }
      for (AnyWitness witness : hearers) {
        if (isStream) {
          judgeStream(witness, channel);
        } else {
          judgeLive(witness, channel);
        }
      }
    }
    hearers.forEach(witness -> failures.addAll(witness.complaints()));
    if (!failures.isEmpty()) {
      throw new AssertionError(text());
    }
    return report();
  }

  /** The same position on all nodes, and every witness there; null when it is so. */
  static String unsettled(
      List<? extends Keeper> keepers, List<? extends AnyWitness> hearers, List<String> channels) {
    for (String channel : channels) {
      String why = channel.startsWith("s:") ? unsettled(keepers, hearers, channel) : null;
      if (why != null) {
        return channel + ": " + why;
      }
    }
    return null;
  }

  private static String unsettled(
      List<? extends Keeper> keepers, List<? extends AnyWitness> hearers, String channel) {
    StreamPosition top = keepers.get(0).position(channel);
    for (Keeper keeper : keepers) {
      StreamPosition other = keeper.position(channel);
      if (top == null || !top.equals(other)) {
        return keepers.get(0) + " stands at " + top + ", " + keeper + " at " + other;
      }
    }
    for (AnyWitness hearer : hearers) {
      Heard last = hearer.last(channel);
      if (last == null || !last.epoch().equals(top.epoch()) || last.offset() != top.offset()) {
        return hearer + " stands at " + last + ", the stream at " + top;
      }
    }
    return null;
  }

  private void judgeHistory(String channel) {
    Kept all = keepers.get(0).kept(channel);
    kept.put(channel, all);
    for (Keeper node : keepers) {
      Kept other = node.kept(channel);
      if (!all.equals(other)) {
        failures.add(
            channel
                + " is another on "
                + keepers.get(0)
                + " than on "
                + node
                + ": "
                + all.difference(other));
      }
    }
    Map<SentNumber.Payload, Long> places = new HashMap<>();
    for (int i = 0; i < all.payloads().size(); i++) {
      long offset = all.first() + i;
      Long before = places.put(all.payloads().get(i), offset);
      if (before != null) {
        failures.add(
            all.payloads().get(i)
                + " is kept twice in "
                + channel
                + " "
                + all.epoch()
                + ", at "
                + before
                + " and "
                + offset
                + ": "
                + sent.get(all.payloads().get(i)));
      }
    }
    for (List<SentNumber> publisher : publishers) {
      judgeKept(publisher, channel, all, places);
    }
  }

  private void judgeKept(
      List<SentNumber> publisher, String channel, Kept all, Map<SentNumber.Payload, Long> places) {
    Map<String, SentNumber> lastOfEpoch = new HashMap<>();
    for (SentNumber one : publisher) {
      if (!one.channel().equals(channel)) {
        continue;
      }
      Long place = places.get(one.payload());
      if (one.outcome() == SentNumber.Outcome.REFUSED && place != null) {
        failures.add("refused but kept at " + place + ": " + one);
      }
      if (!one.isAcknowledged()) {
        continue;
      }
      boolean ended = !one.epoch().equals(all.epoch());
      if (place == null && !(pardon == Pardon.LOSS && ended)) {
        failures.add("acknowledged but lost, the stream is at " + all.top() + ": " + one);
      } else if (!ended && place != one.offset()) {
        failures.add("acknowledged but kept at " + place + ": " + one);
      }
      if (pardon == Pardon.FORK && ended) {
        // Each side gave the same offsets, and who tries again elsewhere has asked both.
        continue;
      }
      SentNumber before = lastOfEpoch.put(one.epoch(), one);
      if (before != null && before.offset() >= one.offset()) {
        failures.add("out of order: " + before + " before " + one);
      }
    }
  }

  private void judgePlaces(String channel) {
    HeardPlaces all = new HeardPlaces();
    hearers.forEach(witness -> all.add(witness, witness.heard(channel)));
    stood.put(channel, all);
    if (pardon != Pardon.FORK) {
      all.contradictions().forEach(one -> failures.add(channel + ": " + one));
    }
  }

  private void judgeStream(AnyWitness witness, String channel) {
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
    if (place == null || !place.epoch().equals(all.epoch()) || place.offset() != all.topOffset()) {
      failures.add(
          witness + " in " + channel + ": ends at " + place + ", the stream at " + all.top());
    }
  }

  // In the epoch that lives on, an offset is one publication for everybody.
  private void judgeContent(AnyWitness witness, String channel, Heard one) {
    Kept all = kept.get(channel);
    SentNumber known = sent.get(one.payload());
    if (known == null || !known.channel().equals(channel)) {
      failures.add(witness + " in " + channel + ": heard what nobody sent there, " + one);
    } else if (one.epoch().equals(all.epoch()) && !one.payload().equals(all.at(one.offset()))) {
      failures.add(
          witness
              + " in "
              + channel
              + ": heard "
              + one
              + " where "
              + all.at(one.offset())
              + " is kept");
    } else if (known.isAcknowledged() && !isSame(channel, one, known)) {
      failures.add(witness + " in " + channel + ": heard " + one + ", which is " + known);
    }
  }

  // Whether a publication may have been heard there and acknowledged as it was.
  private boolean isSame(String channel, Heard one, SentNumber known) {
    if (known.epoch().equals(one.epoch())) {
      return known.offset() == one.offset() || pardon == Pardon.FORK;
    }
    return pardon == Pardon.FORK
        || (pardon == Pardon.LOSS && stood.get(channel).isLater(known.epoch(), one.epoch()));
  }

  private void judgeLive(AnyWitness witness, String channel) {
    LiveHearing hearing = new LiveHearing(witness.heard(channel));
    hearing.complaints().forEach(wrong -> failures.add(witness + " in " + channel + ": " + wrong));
    for (SentNumber one : sent.values()) {
      if (one.isAcknowledged() && one.channel().equals(channel) && !hearing.has(one.payload())) {
        losses++;
      }
    }
  }

  private Report report() {
    Set<SentNumber.Payload> all = new HashSet<>();
    kept.values().forEach(one -> all.addAll(one.payloads()));
    return new Report(
        count(SentNumber.Outcome.ACKNOWLEDGED),
        count(SentNumber.Outcome.REFUSED),
        count(SentNumber.Outcome.UNKNOWN),
        sent.values().stream()
            .filter(
                one -> one.outcome() == SentNumber.Outcome.UNKNOWN && all.contains(one.payload()))
            .count(),
        told,
        losses);
  }

  private long count(SentNumber.Outcome outcome) {
    return sent.values().stream().filter(one -> one.outcome() == outcome).count();
  }

  private String text() {
    List<String> shown = failures.subList(0, Math.min(MOST_SHOWN, failures.size()));
    return failures.size() + " failures, with " + report() + "\n" + String.join("\n", shown);
  }
}
