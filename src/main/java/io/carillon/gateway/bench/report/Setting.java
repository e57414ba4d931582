package io.carillon.gateway.bench.report;

import io.carillon.gateway.bench.Crowd;
import io.carillon.gateway.bench.Kind;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Traffic;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

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

  private static String many(long count, String what) {
    return Numbers.count(count) + " " + what + (count == 1 ? "" : "s");
  }

  /** How much. */
  static String what(Plan plan) {
    Crowd crowd = plan.crowd();
    StringBuilder text = new StringBuilder();
    text.append(many(crowd.amount(), "connection"));
    if (plan.kind() == Kind.CONNECT || plan.kind() == Kind.FANOUT) {
      text.append(" · ").append(many(crowd.channels(), "channel"));
    }
    if (plan.kind() != Kind.CONNECT) {
      Traffic traffic = plan.traffic();
      text.append(" · ").append(Numbers.count(traffic.size())).append(" bytes · ");
      text.append(
          traffic.rate() > 0
              ? Numbers.large(traffic.rate()) + " messages/s"
              : Numbers.count(traffic.window()) + " in flight");
    }
    return text.append(" · ").append(Numbers.seconds(plan.times().durationMillis())).toString();
  }
}
