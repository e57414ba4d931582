package io.carillon.gateway.bench.report;

import io.carillon.gateway.bench.Part;
import java.util.List;

/** How two sides of a run stand to each other, in one line. */
final class Comparison {
  private Comparison() {}

  /** Of the second to the first; empty where there are not two. */
  static String of(List<Part> parts) {
    if (parts.size() != 2) {
      return "";
    }
    Quantiles first = Quantiles.of(parts.get(0).delivery());
    Quantiles second = Quantiles.of(parts.get(1).delivery());
    return parts.get(1).name()
        + " to "
        + parts.get(0).name()
        + ": p50 "
        + ratio(second.p50(), first.p50())
        + ", p99 "
        + ratio(second.p99(), first.p99())
        + ", rate "
        + ratio(parts.get(1).counters().deliveryRate(), parts.get(0).counters().deliveryRate());
  }

  private static String ratio(double one, double other) {
    return other == 0 ? Numbers.NONE : Numbers.digits(one / other);
  }
}
