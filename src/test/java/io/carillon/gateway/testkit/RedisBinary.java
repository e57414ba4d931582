package io.carillon.gateway.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import redis.embedded.core.ExecutableProvider;

/** Which Redis to run. Callable from any thread. */
public enum RedisBinary {
  /** The one on the path, else the one that a test dependency carries. */
  ANY {
    @Override
    Path find() {
      return onPath() == null ? BROUGHT.find() : onPath();
    }
  },

  /** Redis 6.2, without sharded channels, from a test dependency. */
  BROUGHT {
    @Override
    Path find() {
      return Extracted.BINARY;
    }
  };

  private static final String NAME = "redis-server";

  /** Where it is on this machine. */
  abstract Path find();

  /** Whether it has sharded channels, as Redis has from 7 on. */
  public boolean hasShardedChannels() {
    return !Shell.output(find().toString(), "--version").contains("v=6.");
  }

  private static Path onPath() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(directory -> Path.of(directory, NAME))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /** Done once, and only when it is wanted. */
  private static final class Extracted {
    static final Path BINARY = extract();

    private static Path extract() {
      try {
        Path directory = TempDirectories.create("redis-binary");
        return ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
