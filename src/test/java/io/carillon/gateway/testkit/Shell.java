package io.carillon.gateway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Runs short commands of the system. Callable from any thread. */
final class Shell {
  private Shell() {}

  /** Runs a command to its end; fails with what it said when it fails. */
  static void run(String... command) {
    Result result = attempt(List.of(command));
    if (result.code() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + result.said());
    }
  }

  /**
   * Stops a process with SIGSTOP. Returns when it stands still: the signal is taken by one of its
   * threads, which has to get a processor first, and until then the others go on.
   */
  static void freeze(long pid) {
    run("kill", "-STOP", Long.toString(pid));
    Path threads = Path.of("/proc", Long.toString(pid), "task");
    if (Files.exists(threads)) {
      Await.until(() -> allStand(threads), () -> pid + " goes on");
    }
  }

  // The state stands behind the name, which is in brackets and may hold any character.
  private static boolean allStand(Path threads) {
    try (Stream<Path> all = Files.list(threads)) {
      for (Path thread : all.toList()) {
        String fields = Files.readString(thread.resolve("stat"));
        if (fields.charAt(fields.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    } catch (IOException oneEnded) {
      return false;
    }
  }

  /** Whether a command runs and succeeds. */
  static boolean succeeds(String... command) {
    return attempt(List.of(command)).code() == 0;
  }

  /** All that a command prints, whether it fails or not. */
  static String said(List<String> command) {
    return attempt(command).said();
  }

  private static Result attempt(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return new Result(process.waitFor(), said);
    } catch (IOException missing) {
      return new Result(-1, String.valueOf(missing.getMessage()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** All that a command prints; fails when it fails. */
  static String output(String... command) {
    Result result = attempt(List.of(command));
    if (result.code() != 0) {
      throw new UncheckedIOException(new IOException(result.said()));
    }
    return result.said();
  }

  private record Result(int code, String said) {}
}
