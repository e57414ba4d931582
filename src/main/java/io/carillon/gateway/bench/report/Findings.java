package io.carillon.gateway.bench.report;

import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Kind;
import io.carillon.gateway.bench.Latencies;
import io.carillon.gateway.bench.Part;
import java.util.ArrayList;
import java.util.List;

/** What is told of one part of a run, in whatever form. Immutable. */
record Findings(String name, List<Row> rows, List<Fact> facts) {
  /** One line of the table of times. */
  record Row(String name, String meaning, Quantiles quantiles) {}

  /** One line beside it. */
  record Fact(String name, String text) {}

  static Findings of(Kind kind, Part part) {
    boolean messages = kind != Kind.CONNECT;
    List<Row> rows = new ArrayList<>();
    rows.add(row("connect", "from the first packet until it hears", part.connect()));
    if (kind == Kind.CONNECT) {
      rows.add(row("· handshake", "TCP, TLS, and the answer to the handshake", part.handshake()));
      rows.add(
          row("· subscribe", "from there until the server said that it hears", part.subscribe()));
    }
    if (kind == Kind.FANOUT) {
      rows.add(row("publish", "from when a message was due until it was taken", part.publish()));
    }
    if (messages) {
      rows.add(row("delivery", "from when a message was due until it was there", part.delivery()));
    }
    rows.add(row("reconnect", "from a loss until it hears again", part.reconnect()));
    if (messages) {
      rows.add(row("silence", "the longest of each connection", part.silence()));
    }
    List<Fact> facts = new ArrayList<>();
    if (kind == Kind.CONNECT) {
      facts.add(new Fact("opening", Opening.of(part)));
    }
    facts.add(new Fact("connections", connections(part.counters())));
    if (messages) {
      facts.add(new Fact("messages", messages(part.counters())));
      facts.add(new Fact("deliveries", deliveries(part.counters())));
      facts.add(new Fact("correctness", correctness(part)));
    }
    return new Findings(part.name(), rows, facts);
  }

  private static Row row(String name, String meaning, Latencies latencies) {
    return new Row(name, meaning, Quantiles.of(latencies));
  }

  private static String connections(Counters counters) {
    String begun = Numbers.count(counters.opened()) + " of " + Numbers.count(counters.wanted());
    return join(
        counters.notBegun() == 0
            ? begun
            : join(begun, Numbers.count(counters.notBegun()) + " not begun"),
        Numbers.large(counters.connectRate()) + "/s",
        Numbers.count(counters.failed()) + " not made",
        Numbers.count(counters.closed()) + " lost",
        Numbers.count(counters.reconnected()) + " came back",
        Numbers.count(counters.gone()) + " gone at the end");
  }

  private static String messages(Counters counters) {
    return join(
        Numbers.count(counters.sent()) + " sent",
        Numbers.count(counters.refused()) + " refused",
        Numbers.count(counters.foreign()) + " from elsewhere");
  }

  private static String deliveries(Counters counters) {
    return join(
        Numbers.count(counters.received()) + " of " + Numbers.count(counters.expected()),
        Numbers.large(counters.deliveryRate()) + "/s over " + measured(counters),
        Numbers.large((double) counters.bytes()) + "B in all");
  }

  private static String correctness(Part part) {
    Counters counters = part.counters();
    return join(
        Numbers.count(counters.lost()) + " lost",
        Numbers.count(counters.duplicated()) + " doubled",
        Numbers.count(counters.outOfOrder()) + " out of order",
        Numbers.count(counters.recovered()) + " recovered",
        Numbers.count(counters.unrecovered()) + " told to be lost",
        "longest silence " + longest(part));
  }

  /** The longest time without a message, of all connections. */
  static String longest(Part part) {
    Quantiles silence = Quantiles.of(part.silence());
    return silence.count() == 0 ? Numbers.NONE : Numbers.digits(silence.max()) + " ms";
  }

  private static String measured(Counters counters) {
    return Numbers.seconds(counters.measuredNanos() / 1_000_000);
  }

  private static String join(String... phrases) {
    return String.join(" · ", phrases);
  }
}
