package io.carillon.gateway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentilesTest {
  private final long[] before = new long[TimeScale.COUNT];
  private final long[] after = new long[TimeScale.COUNT];

  @Test
  void nothingBetweenTwoReadingsIsNoLatency() {
    before[3] = 7;
    after[3] = 7;
    assertEquals(Latency.NONE, Percentiles.between(before, after));
  }

  @Test
  void halfOfTheTimesAreBelowTheMedianAndOneInAHundredAboveTheLast() {
    for (int millis = 1; millis <= 1_000; millis++) {
      after[TimeScale.indexOf(TimeUnit.MILLISECONDS.toNanos(millis))]++;
    }
    Latency latency = Percentiles.between(before, after);
    assertEquals(1_000, latency.count());
    assertEquals(500, latency.p50Millis(), 500 * 0.04);
    assertEquals(990, latency.p99Millis(), 990 * 0.04);
    assertEquals(1_000, latency.maxMillis(), 1_000 * 0.04);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 31, 32, 33, 64, 1_000, 65_535, 1_000_000, 100_000_000})
  void bucketIsWithinThreePercentOfTheTime(long micros) {
    int index = TimeScale.indexOf(TimeUnit.MICROSECONDS.toNanos(micros));
    assertEquals(micros / 1e3, TimeScale.millis(index), 0.002 + micros / 1e3 * 0.035);
  }

  @Test
  void longerThanTheScaleIsInItsLastBucket() {
    assertEquals(TimeScale.COUNT - 1, TimeScale.indexOf(Long.MAX_VALUE));
    assertEquals(0, TimeScale.indexOf(-5));
  }
}
