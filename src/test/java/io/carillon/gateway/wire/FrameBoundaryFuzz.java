package io.carillon.gateway.wire;

import io.carillon.gateway.testkit.FuzzSeed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same as in {@link FrameBoundaryTest}, for long. */
@Tag("fuzz")
@Timeout(900)
class FrameBoundaryFuzz {
  private static final int STREAMS = FuzzSeed.inputs();

  @Test
  void knowsInEveryStreamWhatAReaderOfTheWholeKnows() {
    SplittableRandom seeds = FuzzSeed.random(FrameBoundaryFuzz.class);
    for (int i = 0; i < STREAMS; i++) {
      new FrameStream(seeds.split()).check();
    }
  }
}
