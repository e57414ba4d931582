package io.carillon.gateway.cli;

import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Load;
import io.carillon.gateway.bench.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Shows on standard error how far a bench is: a bar that moves where there is a terminal, else a
 * line every few seconds. Has a thread of its own; ended when the bench is over.
 */
final class BenchProgress {
  private static final int BAR = 24;
  private static final long BAR_MILLIS = 200;
  private static final long LINE_MILLIS = 5_000;

  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
  private static final Pattern TERMINAL = Pattern.compile("/dev/(pts/|tty|console).*");

  private final Load load;
  private final PrintWriter err;
  private final boolean terminal;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread = new Thread(this::show, "progress");

  private BenchProgress(Load load, PrintWriter err, boolean terminal) {
    this.load = load;
    this.err = err;
    this.terminal = terminal;
  }

  static BenchProgress show(Load load, PrintWriter err) {
    boolean terminal = isTerminal(STANDARD_ERROR) && System.getenv("TERM") != null;
    BenchProgress progress = new BenchProgress(load, err, terminal);
    progress.thread.setDaemon(true);
    progress.thread.start();
    return progress;
  }

  /**
   * Whether somebody sees it move, and it does not go to a file or another program. Where the
   * system does not say what standard error is, it is taken for what standard input and output are.
   */
  @SuppressWarnings("SystemConsoleNull")
  static boolean isTerminal(Path standardError) {
    try {
      String there = Files.readSymbolicLink(standardError).toString();
      return TERMINAL.matcher(there).matches();
    } catch (IOException | UnsupportedOperationException untold) {
      return System.console() != null;
    }
  }

  private void show() {
    try {
      while (!over.await(terminal ? BAR_MILLIS : LINE_MILLIS, TimeUnit.MILLISECONDS)) {
        String line = line(load.progress());
        err.print(terminal ? "\r" + line + "\u001b[K" : line + System.lineSeparator());
        err.flush();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One line, as in {@code measuring [######......] 3.2 s of 10 s, 1000 open, 12345 received}. */
  static String line(Progress progress) {
    Counters counters = progress.counters();
    StringBuilder line = new StringBuilder();
    line.append(String.format("%-9s ", progress.phase().name().toLowerCase(Locale.ROOT)));
    if (progress.phase() == Progress.Phase.OPENING) {
      line.append(bar(counters.opened() + counters.failed(), counters.wanted()));
      line.append(counters.opened()).append(" of ").append(counters.wanted()).append(" open");
    } else {
      line.append(bar(progress.elapsedMillis(), progress.phaseMillis()));
      line.append(String.format(Locale.ROOT, "%.1f s of ", progress.elapsedMillis() / 1e3));
      line.append(progress.phaseMillis() / 1000).append(" s, ");
      long open = counters.opened() + counters.reconnected() - counters.closed();
      line.append(open).append(" open, ").append(counters.received()).append(" received");
    }
    if (counters.failed() + counters.closed() > 0) {
      line.append(", ").append(counters.failed()).append(" failed, ");
      line.append(counters.closed()).append(" lost");
    }
    return line.toString();
  }

  private static String bar(long done, long all) {
    int filled = all == 0 ? 0 : (int) Math.min(BAR, BAR * done / all);
    return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] ";
  }

  /** It is over. */
  void end() throws InterruptedException {
    over.countDown();
    thread.join();
    if (terminal) {
      err.print("\r\u001b[K");
      err.flush();
    }
  }
}
