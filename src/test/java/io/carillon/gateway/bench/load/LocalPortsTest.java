package io.carillon.gateway.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalPortsTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "'32768\t60999\n', 28232",
    "1024 65535, 64512",
    "9 1, 28000",
    "x y, 28000",
    "'', 28000"
  })
  void areThoseOfTheRangeOfTheSystem(String range, int count) throws IOException {
    assertEquals(count, LocalPorts.count(Files.writeString(directory.resolve("range"), range)));
  }

  @Test
  void areAsUsualWhereTheSystemDoesNotTell() {
    assertEquals(LocalPorts.USUAL, LocalPorts.count(directory.resolve("none")));
  }
}
