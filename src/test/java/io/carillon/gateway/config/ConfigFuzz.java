package io.carillon.gateway.config;

import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever a file holds: a configuration or complaints, never anything else. */
@Tag("fuzz")
class ConfigFuzz {
  private static final int INPUTS = 1_000_000;
  private static final String SPICE = "{}[]:,-&*!|>'\"%@`#?\\ \n\t\0\u0085\uD800é0aZ~";

  @Test
  void everyFileIsReadOrComplainedAbout() throws Exception {
    List<String> lines =
        Files.readString(Path.of("conf/carillon.yaml"))
            .lines()
            .map(line -> line.replaceAll("\\s*#.*", ""))
            .filter(line -> !line.isBlank())
            .toList();
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < INPUTS; i++) {
      String text = mutate(piece(lines, random), random);
      try {
        ConfigLoader.load(text, List.of(option(text)), Map.of(), new ArrayList<>());
      } catch (ConfigException complaints) {
        if (complaints.complaints().isEmpty()) {
          fail("no complaint seed=" + seed + " input=" + text);
        }
      } catch (RuntimeException | StackOverflowError bug) {
        fail("seed=" + seed + " input=" + text, bug);
      }
    }
  }

  private static String piece(List<String> lines, SplittableRandom random) {
    int from = random.nextInt(lines.size());
    int to = Math.min(lines.size(), from + 1 + random.nextInt(4));
    return String.join("\n", lines.subList(from, to));
  }

  private static String option(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.replace(": ", "=").trim();
  }

  private static String mutate(String text, SplittableRandom random) {
    StringBuilder mutated = new StringBuilder(text);
    for (int n = random.nextInt(6); n > 0; n--) {
      int at = random.nextInt(mutated.length() + 1);
      char spice = SPICE.charAt(random.nextInt(SPICE.length()));
      switch (random.nextInt(3)) {
        case 0 -> mutated.insert(at, spice);
        case 1 -> mutated.replace(Math.max(0, at - 1), at, String.valueOf(spice));
        default -> mutated.delete(at, Math.min(mutated.length(), at + random.nextInt(5)));
      }
    }
    return mutated.toString();
  }
}
