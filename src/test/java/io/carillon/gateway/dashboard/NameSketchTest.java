package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NameSketchTest {
  @Test
  void someThousandNamesOfSeveralNodesAreCountedExactly() {
    assertEquals(
        3_000, NameSketch.count(List.of(of(0, 2_000).toJson(), of(1_000, 3_000).toJson())));
    assertEquals(0, NameSketch.count(List.of(new NameSketch().toJson())));
  }

  @Test
  void manyNamesAreCountedWithinAFewPercent() {
    int count = NameSketch.count(List.of(of(0, 60_000).toJson(), of(20_000, 100_000).toJson()));

    assertEquals(100_000, count, 8_000);
  }

  private static NameSketch of(int from, int to) {
    NameSketch sketch = new NameSketch();
    for (int i = from; i < to; i++) {
      sketch.add("room:" + i);
    }
    return sketch;
  }
}
