package io.carillon.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** The file that names every key. What has no default in it is an example, behind a #. */
final class CompleteFile {
  private static final Path FILE = Path.of("conf/carillon.yaml");

  private CompleteFile() {}

  /** Its text with the examples of routes and pools in force; other comments have one blank. */
  static String withExamples() throws IOException {
    String text = Files.readString(FILE);
    int routes = text.indexOf("\nroutes:");
    return text.substring(0, routes)
        + text.substring(routes)
            .lines()
            .map(line -> line.startsWith("#  ") ? line.substring(1) : line)
            .collect(Collectors.joining("\n"));
  }
}
