package io.carillon.gateway.bench.fault;

import io.carillon.gateway.bench.Fault;
import io.carillon.gateway.bench.SteadyClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One command of the shell under way, and what it writes. Has a thread for each; callable from any.
 */
final class Shell {
  private static final int MOST_SAID = 200;

  /** What it left running may write on for as long as it likes. */
  private static final int LISTEN_MILLIS = 1000;

  private final Process process;
  private final StringBuilder said = new StringBuilder();
  private final CompletableFuture<Void> heard = new CompletableFuture<>();
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();
  private volatile long endedNanos;
  private volatile boolean cut;

  private Shell(Process process) {
    this.process = process;
  }

  /**
   * Begins.
   *
   * @throws IOException when there is no shell
   */
  static Shell run(String command) throws IOException {
    Process process =
        new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    Shell shell = new Shell(process);
    Thread reader = new Thread(shell::read, "fault");
    reader.setDaemon(true);
    reader.start();
    process.onExit().thenRun(shell::onExit);
    return shell;
  }

  private void onExit() {
    endedNanos = SteadyClock.now();
    heard
        .completeOnTimeout(null, LISTEN_MILLIS, TimeUnit.MILLISECONDS)
        .thenRun(() -> ended.complete(status()));
  }

  /** When it ended, by the {@link SteadyClock}; now, while it goes on. */
  long endedNanos() {
    return endedNanos == 0 ? SteadyClock.now() : endedNanos;
  }

  /** Its exit status, or {@link Fault#CUT}, once what it wrote is known. */
  CompletableFuture<Integer> ended() {
    return ended;
  }

  /** Ends it, if it goes on. */
  void cut() {
    if (!process.isAlive()) {
      return; // its number may be that of another one by now
    }
    cut = true;
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly(); // first, or it would go on with its next command
    children.forEach(ProcessHandle::destroyForcibly);
  }

  /** The end of what it wrote, in one line. */
  String said() {
    synchronized (said) {
      return said.toString().strip().replaceAll("\\s+", " ");
    }
  }

  private int status() {
    return cut ? Fault.CUT : process.exitValue();
  }

  private void read() {
    byte[] bytes = new byte[4096];
    try (InputStream output = process.getInputStream()) {
      for (int count = output.read(bytes); count >= 0; count = output.read(bytes)) {
        synchronized (said) {
          said.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
          said.delete(0, Math.max(0, said.length() - MOST_SAID));
        }
      }
    } catch (IOException ended) {
      synchronized (said) {
        said.append(' ');
      }
    } finally {
      heard.complete(null);
    }
  }
}
