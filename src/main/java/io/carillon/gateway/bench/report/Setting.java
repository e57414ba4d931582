package io.carillon.gateway.bench.report;

import io.carillon.gateway.bench.Crowd;
import io.carillon.gateway.bench.Kind;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Traffic;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What was asked for, in two lines. */
final class Setting {
  private Setting() {}

  /** As {@code carillon bench fanout}. */
  static String title(Plan plan) {
    return "carillon bench " + plan.kind().name().toLowerCase(Locale.ROOT);
  }

  /** When it began and where it went. */
  static String where(Outcome outcome) {
    return Instant.ofEpochMilli(outcome.startedAtMillis()).truncatedTo(ChronoUnit.SECONDS)
        + " · "
        + outcome.plan().target().protocol().label()
        + " · "
        + String.join(" ", outcome.plan().target().urls());
  }

  /** How much, and for how long; of one that was ended early how long it was, too. */
  static String what(Outcome outcome) {
    Plan plan = outcome.plan();
    Crowd crowd = plan.crowd();
    StringBuilder text = new StringBuilder();
    text.append(Numbers.many(crowd.amount(), "connection"));
    if (plan.kind() == Kind.CONNECT || plan.kind() == Kind.FANOUT) {
      text.append(" · ").append(Numbers.many(crowd.channels(), "channel"));
    }
    if (plan.kind() != Kind.CONNECT) {
      Traffic traffic = plan.traffic();
      text.append(" · ").append(Numbers.count(traffic.size())).append(" bytes · ");
      text.append(
          traffic.rate() > 0
              ? Numbers.large(traffic.rate()) + " messages/s"
              : Numbers.count(traffic.window()) + " in flight");
    }
    return text.append(" · ").append(time(outcome)).toString();
  }

  private static String time(Outcome outcome) {
    String wanted = Numbers.seconds(outcome.plan().times().durationMillis());
    if (!outcome.early()) {
      return wanted;
    }
    // The sides of a proxy have their turns, and their times add up.
    long measured = outcome.parts().stream().mapToLong(one -> one.counters().measuredNanos()).sum();
    return Numbers.seconds(TimeUnit.NANOSECONDS.toMillis(measured))
        + " of "
        + wanted
        + ", ended "
        + Numbers.seconds(outcome.stoppedAtMillis())
        + " after it began";
  }
}
