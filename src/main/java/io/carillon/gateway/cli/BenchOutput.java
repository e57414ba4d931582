package io.carillon.gateway.cli;

import io.carillon.gateway.bench.BenchException;
import io.carillon.gateway.bench.report.HtmlReport;
import io.carillon.gateway.bench.report.JsonReport;
import io.carillon.gateway.bench.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of files that a bench writes. */
final class BenchOutput {
  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Where to write all figures as JSON, what was there is replaced.")
  private Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Where to write a page with charts, what was there is replaced.")
  private Path html;

  /** Nobody waits for an hour to hear that nothing can be written. */
  void check() {
    check("--json", json);
    check("--html", html);
  }

  void write(Report report) throws IOException {
    if (json != null) {
      Files.writeString(json, JsonReport.of(report));
    }
    if (html != null) {
      Files.writeString(html, HtmlReport.of(report));
    }
  }

  private static void check(String option, Path file) {
    if (file == null) {
      return;
    }
    Path directory = file.toAbsolutePath().getParent();
    boolean there = Files.exists(file);
    if (there ? !Files.isWritable(file) || Files.isDirectory(file) : !isOpen(directory)) {
      throw new BenchException(option + ": found " + file + ", wanted a file that can be written");
    }
  }

  private static boolean isOpen(Path directory) {
    return directory != null && Files.isDirectory(directory) && Files.isWritable(directory);
  }
}
