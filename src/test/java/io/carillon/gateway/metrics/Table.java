package io.carillon.gateway.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tables of metrics in the README. */
final class Table {
  private static final Pattern ROW =
      Pattern.compile("\\| `(carillon_\\w+)` \\| (\\w+) \\| ([^|]*?) ?\\| .+ \\|");

  private Table() {}

  /** Rows of metrics whose names match, one to a line. */
  static String told(String names) {
    Map<String, String> told = new TreeMap<>();
    try {
      ROW.matcher(Files.readString(Path.of("README.md")))
          .results()
          .forEach(
              row -> told.put(row.group(1), row.group(2) + " " + row.group(3).replace(", ", ",")));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return lines(told, names);
  }

  /** The same of what a node exposes. */
  static String exposed(Map<String, String> metrics, String names) {
    return lines(metrics, names);
  }

  private static String lines(Map<String, String> metrics, String names) {
    return metrics.entrySet().stream()
        .filter(entry -> entry.getKey().matches(names))
        .map(entry -> entry.getKey() + ": " + entry.getValue().trim())
        .sorted()
        .collect(Collectors.joining("\n"));
  }
}
