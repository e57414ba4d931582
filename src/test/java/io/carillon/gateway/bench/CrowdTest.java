package io.carillon.gateway.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrowdTest {
  @ParameterizedTest
  @CsvSource({"100, 1000, 10, 1", "12, 4, 2, 6", "6, 3, 2, 4", "8, 12, 3, 2", "5, 5, 5, 5"})
  void eachChannelIsHeardByAsMany(int amount, int channels, int subscriptions, int listeners) {
    Crowd crowd = new Crowd(amount, 1, 0, channels, subscriptions, "{n}", 1);
    int[] heard = new int[channels];

    for (int i = 0; i < amount; i++) {
      int first = crowd.channelOf(i);
      IntStream.range(0, subscriptions).forEach(next -> heard[(first + next) % channels]++);
    }

    assertEquals(
        "" + listeners,
        Arrays.stream(heard).distinct().mapToObj(String::valueOf).reduce("", String::concat));
    assertEquals(crowd.channelOf(1), crowd.channelOf(1 + crowd.circle()));
  }
}
