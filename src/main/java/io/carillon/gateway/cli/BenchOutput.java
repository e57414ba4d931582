package io.carillon.gateway.cli;

import io.carillon.gateway.bench.BenchException;
import io.carillon.gateway.bench.report.HtmlReport;
import io.carillon.gateway.bench.report.JsonReport;
import io.carillon.gateway.bench.report.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
    if (json != null && html != null && place(json).equals(place(html))) {
      throw new BenchException("--json and --html: found " + html + " twice, wanted two files");
    }
  }

  /** Writes each, whatever becomes of the other; whether all could be written. */
  boolean write(Report report, PrintWriter err) {
    boolean jsonWritten = json == null || write("--json", json, JsonReport.of(report), err);
    boolean htmlWritten = html == null || write("--html", html, HtmlReport.of(report), err);
    return jsonWritten && htmlWritten;
  }

  private static boolean write(String option, Path file, String text, PrintWriter err) {
    try {
      Files.writeString(file, text);
      return true;
    } catch (IOException failure) {
      err.println("bench: " + option + ": " + file + " was not written: " + reason(failure));
      return false;
    }
  }

  // Some say no more by themselves than which file it is.
  private static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    String told =
        failure instanceof FileSystemException file ? file.getReason() : failure.getMessage();
    return told == null ? failure.getClass().getSimpleName() : told;
  }

  // Where it is, or is going to be, by whatever way it was named.
  private static Path place(Path file) {
    Path whole = file.toAbsolutePath().normalize();
    try {
      return Files.exists(file)
          ? file.toRealPath()
          : whole.getParent().toRealPath().resolve(whole.getFileName());
    } catch (IOException gone) {
      return whole;
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
