package io.carillon.gateway.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What changed in a JSON document, as a delta. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DeltaBench {
  @Param({"1000", "16000"})
  int bytes;

  /** Fields with another value; -1 for another document. */
  @Param({"1", "10", "-1"})
  int changes;

  private byte[] before;
  private byte[] after;

  /** Two states of a document of numbers with names. */
  @Setup
  public void change() {
    int[] values = values(1);
    before = document(values);
    if (changes < 0) {
      after = document(values(2));
      for (int i = 0; i < after.length; i++) {
        after[i] = (byte) (after[i] ^ (i * 7 & 0x1F)); // with nothing in common
      }
      return;
    }
    for (int i = 0; i < changes; i++) {
      values[i * values.length / changes] += 7;
    }
    after = document(values);
  }

  @Benchmark
  public byte[] delta() {
    return FossilDelta.between(before, after, true, after.length);
  }

  private int[] values(long seed) {
    return new SplittableRandom(seed).ints(bytes / 20, 10_000, 99_999).toArray();
  }

  private static byte[] document(int[] values) {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < values.length; i++) {
      json.append("\"field_").append(i).append("\":").append(values[i]).append(',');
    }
    return json.append("\"end\":true}").toString().getBytes(UTF_8);
  }
}
