package io.carillon.gateway.config;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.carillon.gateway.testkit.FuzzSeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a file, a variable or an option holds: a configuration or complaints, nothing else. */
@Tag("fuzz")
class ConfigFuzz {
  private static final int INPUTS = FuzzSeed.inputs();
  private static final int LEAST_OF_EACH = INPUTS / 20;
  private static final String[] SPICE = {
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    ",",
    "- ",
    "&",
    "*",
    "!",
    "|",
    ">",
    "'",
    "\"",
    "%",
    "@",
    "`",
    "#",
    "?",
    "? ",
    "\\",
    " ",
    "\n",
    "\n  ",
    "\t",
    "\0",
    "\u0085",
    "\u2028",
    "\uD800",
    "\uFEFF",
    "é",
    "0",
    "9999999999",
    "-1",
    "a",
    "Z",
    "~",
    "!!binary ",
    "!!int ",
    "<<: ",
    "---\n",
    "ms",
    "d",
    "MiB",
    "null",
    "true",
    "path: ",
    "serve: ",
    "proxy: chat",
    "{room}",
    "{query.x}",
    "http://",
    "***"
  };

  private final List<String> lines;
  private final List<String> keys = List.copyOf(ConfigLoader.knownKeys().all());

  ConfigFuzz() throws Exception {
    lines =
        CompleteFile.withExamples()
            .lines()
            .map(line -> line.replaceAll("\\s*#.*", ""))
            .filter(line -> !line.isBlank())
            .toList();
  }

  @Test
  @Timeout(600)
  void everyInputIsReadOrComplainedAbout() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    int read = 0;
    for (int i = 0; i < INPUTS; i++) {
      String text = mutate(piece(random), random);
      List<String> options = random.nextInt(4) == 0 ? List.of(option(random)) : List.of();
      Map<String, String> environment = random.nextInt(4) == 0 ? variable(random) : Map.of();
      try {
        ConfigLoader.load(text, options, environment, new ArrayList<>());
        read++;
      } catch (ConfigException refused) {
        check(refused, "seed=" + seed + " i=" + i);
      } catch (RuntimeException | StackOverflowError bug) {
        fail("seed=" + seed + " file=" + text + " options=" + options + environment, bug);
      }
    }
    assertTrue(read > LEAST_OF_EACH, "only " + read + " were read");
    assertTrue(INPUTS - read > LEAST_OF_EACH, "only " + (INPUTS - read) + " were refused");
  }

  private static void check(ConfigException refused, String input) {
    assertTrue(!refused.complaints().isEmpty(), input);
    for (Complaint complaint : refused.complaints()) {
      String shown = complaint.toString();
      assertTrue(shown.chars().noneMatch(Character::isISOControl), () -> input + " " + shown);
    }
  }

  // Some lines in a row under the keys that they stand under, so that they mean what they say.
  private String piece(SplittableRandom random) {
    int from = random.nextInt(lines.size());
    int to = Math.min(lines.size(), from + 1 + random.nextInt(4));
    List<String> piece = new ArrayList<>(lines.subList(from, to));
    int indent = indent(lines.get(from));
    for (int above = from - 1; above >= 0 && indent > 0; above--) {
      if (indent(lines.get(above)) < indent) {
        indent = indent(lines.get(above));
        piece.add(0, lines.get(above));
      }
    }
    return String.join("\n", piece);
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  private String option(SplittableRandom random) {
    return mutate(key(random) + "=" + value(random), random);
  }

  private Map<String, String> variable(SplittableRandom random) {
    String name = "CARILLON_" + key(random).replace('.', '_').toUpperCase(Locale.ROOT);
    return Map.of(
        random.nextInt(8) == 0 ? mutate(name, random) : name, mutate(value(random), random));
  }

  private String key(SplittableRandom random) {
    return keys.get(random.nextInt(keys.size()));
  }

  private String value(SplittableRandom random) {
    String line = lines.get(random.nextInt(lines.size()));
    return line.substring(line.indexOf(':') + 1).trim();
  }

  private static String mutate(String text, SplittableRandom random) {
    StringBuilder mutated = new StringBuilder(text);
    for (int n = random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(mutated.length() + 1);
      String spice = SPICE[random.nextInt(SPICE.length)];
      switch (random.nextInt(3)) {
        case 0 -> mutated.insert(at, spice);
        case 1 -> mutated.replace(Math.max(0, at - 1), at, spice);
        default -> mutated.delete(at, Math.min(mutated.length(), at + random.nextInt(5)));
      }
    }
    return mutated.toString();
  }
}
