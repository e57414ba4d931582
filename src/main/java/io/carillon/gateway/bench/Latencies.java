package io.carillon.gateway.bench;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * A distribution of times in nanoseconds.
 *
 * @param encoded the compressed form of HdrHistogram (V2) in Base64, as its tools read it; empty
 *     when nothing was recorded
 */
public record Latencies(String encoded) {
  public static final Latencies NONE = new Latencies("");

  private static final int SIGNIFICANT_DIGITS = 3;

  /** A new one to record into; it grows as it has to. */
  public static Histogram recorder() {
    return new Histogram(SIGNIFICANT_DIGITS);
  }

  /** What has been recorded so far. */
  public static Latencies of(Histogram histogram) {
    if (histogram.getTotalCount() == 0) {
      return NONE;
    }
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    byte[] written = new byte[length];
    bytes.flip().get(written);
    return new Latencies(Base64.getEncoder().encodeToString(written));
  }

  /** All of them in one. */
  public static Latencies merge(List<Latencies> all) {
    List<Latencies> some = all.stream().filter(one -> !one.encoded.isEmpty()).toList();
    if (some.size() < 2) {
      return some.isEmpty() ? NONE : some.get(0);
    }
    Histogram sum = recorder();
    some.forEach(one -> sum.add(one.histogram()));
    return of(sum);
  }

  /**
   * As it was recorded.
   *
   * @throws IllegalArgumentException when this is no histogram
   */
  public Histogram histogram() {
    if (encoded.isEmpty()) {
      return recorder();
    }
    try {
      Histogram histogram =
          Histogram.decodeFromCompressedByteBuffer(
              ByteBuffer.wrap(Base64.getDecoder().decode(encoded)), 0);
      histogram.setAutoResize(true);
      return histogram;
    } catch (DataFormatException damaged) {
      throw new IllegalArgumentException("no histogram", damaged);
    }
  }
}
