package io.carillon.gateway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** One life of a Redis or of a sentinel. It never outlives this JVM. For one thread. */
final class RedisProcess {
  private static final Path LOGS = Path.of("target", "redis");
  private static final long END_SECONDS = 10;
  private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly), "end redis"));
  }

  private final Process process;

  private RedisProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts it in its directory; does not wait for it.
   *
   * @param name of its log, which goes on over its lives
   */
  static RedisProcess start(String name, Path directory, String... command) {
    Path log = LOGS.resolve(name + ".log");
    try {
      Files.createDirectories(LOGS);
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      ALIVE.add(process);
      process.onExit().thenAccept(ALIVE::remove);
      NodeLogs.watch(log);
      return new RedisProcess(process);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL, which ends a frozen one too. Does nothing to one that has ended. */
  void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("redis " + process.pid() + " does not end");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** SIGSTOP: it does nothing from now on. */
  void freeze() {
    Shell.freeze(process.pid());
  }

  /** SIGCONT. */
  void thaw() {
    Shell.run("kill", "-CONT", Long.toString(process.pid()));
  }
}
