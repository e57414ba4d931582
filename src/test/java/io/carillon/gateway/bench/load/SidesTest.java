package io.carillon.gateway.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which connection goes where. */
class SidesTest {
  @ParameterizedTest
  @CsvSource({"1, 2", "2, 2", "4, 2", "3, 2", "2, 3", "6, 3", "6, 4", "100, 3"})
  void eachChannelIsHeardAtEachServerAndEachServerHasItsPart(int channels, int servers) {
    int connections = channels * servers;
    Set<String> pairs = new TreeSet<>();
    int[] parts = new int[servers];
    for (int i = 0; i < connections; i++) {
      int server = Sides.endpoint(i, channels, servers);
      pairs.add(i % channels + " at " + server);
      parts[server]++;
    }

    assertEquals(connections, pairs.size());
    assertEquals(Set.of(channels), IntStream.of(parts).boxed().collect(Collectors.toSet()));
  }
}
