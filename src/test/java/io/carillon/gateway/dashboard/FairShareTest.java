package io.carillon.gateway.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FairShareTest {
  @ParameterizedTest
  @CsvSource({
    "50, 50, 25, 25",
    "50, 3, 47, 3",
    "3, 50, 3, 47",
    "50, 0, 50, 0",
    "0, 50, 0, 50",
    "20, 30, 20, 30",
    "26, 26, 25, 25",
    "1, 2, 1, 2"
  })
  void manyOfOneKindLeaveTheFewOfTheOtherTheirs(int some, int others, int ofSome, int ofOthers) {
    List<String> shared = FairShare.of(list("a", some), list("b", others), 50).toList();

    assertEquals(ofSome, shared.stream().filter(one -> one.startsWith("a")).count());
    assertEquals(ofOthers, shared.stream().filter(one -> one.startsWith("b")).count());
  }

  private static List<String> list(String name, int size) {
    return IntStream.range(0, size).mapToObj(i -> name + i).toList();
  }
}
