package io.carillon.gateway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Shows how the logs of a test class's node processes end when one of its tests fails. */
public final class NodeLogs implements TestWatcher, AfterAllCallback {
  private static final int LINES = 40;
  private static final Set<Path> WATCHED = new ConcurrentSkipListSet<>();

  static void watch(Path log) {
    WATCHED.add(log);
  }

  static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  static String lastLines(Path log) {
    List<String> lines = read(log).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    show();
  }

  /** Prints how all of them end. */
  static void show() {
    for (Path log : WATCHED) {
      System.out.println("== " + log + " ends with\n" + lastLines(log));
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    WATCHED.clear();
  }
}
