package io.carillon.gateway.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A node in a JVM of its own, which can be killed, frozen and ended. It never outlives this JVM.
 * For one thread.
 */
public final class NodeProcess implements AutoCloseable {
  private static final Path LOGS = Path.of("target", "nodes");

  /** Four that started at once on two cores took more than 40 s, at a load of 20. */
  private static final Duration READY = Duration.ofSeconds(90);

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();
  private static final Set<Path> BEGUN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly), "end nodes"));
  }

  private final NodeAddress address;
  private final Process process;
  private final Path log;

  private NodeProcess(NodeAddress address, Process process, Path log) {
    this.address = address;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a node; does not wait for it.
   *
   * @param test names the log, together with the node
   * @param prefix what runs the JVM, such as another network; empty for nothing
   * @param settings on top of its name and ports, each {@code key=value}
   */
  public static NodeProcess start(
      String test, NodeAddress address, List<String> prefix, List<String> settings) {
    return start(test, address, prefix, List.of(), settings);
  }

  /**
   * The same.
   *
   * @param options of the JVM, on top of those that all nodes have
   */
  public static NodeProcess start(
      String test,
      NodeAddress address,
      List<String> prefix,
      List<String> options,
      List<String> settings) {
    Path log = LOGS.resolve(test + "-" + address.name() + ".log");
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx192m",
            "-XX:+UseSerialGC",
            // Short lives on few cores: the second compiler costs more than it earns.
            "-XX:TieredStopAtLevel=1",
            "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2",
            "-cp",
            classPath()));
    command.addAll(options);
    command.addAll(List.of("io.carillon.gateway.cli.Carillon", "serve"));
    own(address).forEach(setting -> command.addAll(List.of("--set", setting)));
    settings.forEach(setting -> command.addAll(List.of("--set", setting)));
    try {
      Files.createDirectories(LOGS);
      if (BEGUN.add(log)) {
        Files.deleteIfExists(log);
      }
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      // Appended to, since a node that comes again under its name goes on in its log.
      Process process =
          builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
      ALIVE.add(process);
      process.onExit().thenAccept(ALIVE::remove);
      NodeLogs.watch(log);
      return new NodeProcess(address, process, log);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What nodes are loaded from, unless an option says otherwise. */
  public static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static List<String> own(NodeAddress address) {
    return List.of(
        "node.name=" + address.name(),
        "shutdown.notReadyFor=0s",
        "listeners.public.host=" + address.host(),
        "listeners.public.port=" + address.publicPort(),
        "listeners.admin.host=" + address.host(),
        "listeners.admin.port=" + address.adminPort(),
        "listeners.admin.apiKey=" + NodeAddress.API_KEY,
        "listeners.admin.dashboard.password=" + NodeAddress.API_KEY);
  }

  public NodeAddress address() {
    return address;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Whether it says that it may take clients. */
  public boolean isReady() {
    return HttpLine.status(address, PATIENCE, "/health/ready") == 200;
  }

  /** Waits until it may take clients. */
  public void awaitReady() {
    Await.until(
        READY,
        () -> isReady() || !isAlive(),
        () -> address + " is not ready; its log ends with\n" + lastLines());
    if (!isAlive()) {
      throw new AssertionError(
          address + " ended with " + process.exitValue() + "; its log ends with\n" + lastLines());
    }
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    awaitExit(Duration.ofSeconds(10));
  }

  /** SIGSTOP: it does nothing, and its sockets stay open. */
  public void freeze() {
    Shell.freeze(process.pid());
  }

  /** SIGCONT. */
  public void thaw() {
    Shell.run("kill", "-CONT", Long.toString(process.pid()));
  }

  /** Sends a signal, as in TERM; does not wait for what comes of it. */
  public void signal(String name) {
    Shell.run("kill", "-" + name, Long.toString(process.pid()));
  }

  /** SIGTERM; returns the exit code. */
  public int terminate(Duration deadline) {
    process.destroy();
    return awaitExit(deadline);
  }

  /** Waits for the end; returns the exit code. */
  public int awaitExit(Duration deadline) {
    try {
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            address + " did not end in " + deadline + "; its log ends with\n" + lastLines());
      }
      return process.exitValue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /** All that it has said, in this life and in those before. */
  public String log() {
    return NodeLogs.read(log);
  }

  private String lastLines() {
    return NodeLogs.lastLines(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    awaitExit(Duration.ofSeconds(10));
  }
}
