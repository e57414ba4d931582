package io.carillon.gateway.broker.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GateTest {
  private final Gate gate = new Gate(2);
  private final List<Integer> inside = new ArrayList<>();

  @Test
  void soManyAreInAndTheOthersFollowInTheirOrder() {
    IntStream.range(0, 5).forEach(i -> gate.enter(() -> inside.add(i)));
    assertEquals(List.of(0, 1), inside);

    gate.leave();
    gate.leave();

    assertEquals(List.of(0, 1, 2, 3), inside);
  }

  @Test
  void aHundredThousandThatLeaveAtOnceDoNotPileUp() {
    gate.enter(() -> {});
    gate.enter(() -> {});
    IntStream.range(0, 100_000)
        .forEach(
            i ->
                gate.enter(
                    () -> {
                      inside.add(i);
                      gate.leave();
                    }));

    gate.leave();

    assertEquals(100_000, inside.size());
  }
}
