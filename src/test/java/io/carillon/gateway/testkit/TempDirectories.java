package io.carillon.gateway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Directories that end with this JVM at the latest. Callable from any thread. */
final class TempDirectories {
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> OPEN.forEach(TempDirectories::delete), "tidy up"));
  }

  private TempDirectories() {}

  static Path create(String prefix) {
    try {
      Path directory = Files.createTempDirectory(prefix + "-");
      OPEN.add(directory);
      return directory;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Deletes it with all that is in it. */
  static void delete(Path directory) {
    empty(directory);
    if (directory.toFile().delete()) {
      OPEN.remove(directory);
    }
  }

  /** Deletes all that is in it. */
  static void empty(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      all.filter(one -> !one.equals(directory))
          .sorted(Comparator.reverseOrder())
          .forEach(one -> one.toFile().delete());
    } catch (IOException alreadyGone) {
      // as wanted
    }
  }
}
