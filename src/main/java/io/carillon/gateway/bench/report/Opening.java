package io.carillon.gateway.bench.report;

import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Part;
import io.carillon.gateway.bench.Second;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** How fast connections were made, until each heard, in one line. */
final class Opening {
  /** Of what they do in a second, the fewest that tell something. */
  private static final int LEAST_SECONDS = 3;

  private Opening() {}

  /** All in all, and second by second, but for the first and the last, which are not whole. */
  static String of(Part part) {
    Counters counters = part.counters();
    String all =
        Numbers.count(counters.opened())
            + " in "
            + Numbers.seconds(TimeUnit.NANOSECONDS.toMillis(counters.openingNanos()))
            + " · "
            + Numbers.large(counters.connectRate())
            + "/s";
    Map<Long, Long> bySecond =
        part.seconds().stream().collect(Collectors.toMap(Second::at, Second::opened, Long::sum));
    long last = TimeUnit.NANOSECONDS.toSeconds(counters.openingNanos());
    long[] whole =
        LongStream.range(1, last).map(at -> bySecond.getOrDefault(at, 0L)).sorted().toArray();
    if (whole.length < LEAST_SECONDS) {
      return all;
    }
    return all
        + " · in a second "
        + Numbers.count(whole[0])
        + " at least, "
        + Numbers.count(whole[whole.length / 2])
        + " usually, "
        + Numbers.count(whole[whole.length - 1])
        + " at most";
  }
}
