package io.carillon.gateway.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LaneTest {
  private final Lane lane = new Lane(0, 0);

  @Test
  void whatComesOnceAndInOrderIsAllThereIs() {
    assertEquals(List.of("IN_ORDER", "IN_ORDER", "IN_ORDER"), see(1, 2, 3));
    assertEquals(0, lane.missing(3, List.of()));
    assertEquals(2, lane.missing(5, List.of()));
  }

  @Test
  void whatComesTwiceIsTold() {
    assertEquals(List.of("IN_ORDER", "AGAIN", "IN_ORDER", "AGAIN"), see(1, 1, 2, 1));
    assertEquals(2, lane.received());
  }

  @Test
  void whatComesLateIsOutOfOrderAndNotLost() {
    assertEquals(List.of("IN_ORDER", "LATE", "IN_ORDER", "LATE", "AGAIN"), see(2, 1, 5, 4, 4));
    assertEquals(1, lane.missing(5, List.of()));
  }

  @Test
  void whatTheServerMayNotHaveTakenIsNotMissed() {
    see(1, 4);

    assertEquals(3, lane.missing(5, List.of()));
    assertEquals(1, lane.missing(5, List.of(1L, 3L, 5L)));
    assertEquals(2, lane.absent(List.of(1L, 3L, 5L)));
  }

  @Test
  void anyOrderIsCountedAsASetWould() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      Lane any = new Lane(0, 0);
      Set<Long> seen = new HashSet<>();
      long last = 0;
      for (int i = 0; i < 60; i++) {
        long sequence = 1L + random.nextInt(40);
        Lane.Seen wanted =
            !seen.add(sequence)
                ? Lane.Seen.AGAIN
                : sequence > last ? Lane.Seen.IN_ORDER : Lane.Seen.LATE;
        last = Math.max(last, sequence);

        assertEquals(wanted, any.see(sequence));
      }
      assertEquals(40 - seen.size(), any.missing(40, List.of()));
    }
  }

  private List<String> see(long... sequences) {
    List<String> all = new ArrayList<>();
    for (long sequence : sequences) {
      all.add(lane.see(sequence).name());
    }
    return all;
  }
}
