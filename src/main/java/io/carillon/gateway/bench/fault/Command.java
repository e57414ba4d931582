package io.carillon.gateway.bench.fault;

import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Fault;
import io.carillon.gateway.bench.Load;
import io.carillon.gateway.bench.SteadyClock;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One wanted command, run at most once. Its methods exclude each other. */
final class Command {
  private static final int KILLED_SECONDS = 5;

  private final FaultPlan plan;
  private final Load load;
  private Shell shell;
  private CompletableFuture<Void> ended;
  private boolean over;

  /** By the {@link SteadyClock}; 0 before it began. */
  private long beganNanos;

  private long tookMillis;
  private int exit = Fault.NEVER;
  private String said = "";
  private Counters before = Counters.NONE;

  Command(FaultPlan plan, Load load) {
    this.plan = plan;
    this.load = load;
  }

  FaultPlan plan() {
    return plan;
  }

  /** Begins, unless the run has ended. */
  synchronized void run() {
    if (over) {
      return;
    }
    Counters now = load.progress().counters();
    long began = SteadyClock.now();
    try {
      shell = Shell.run(plan.command());
      before = now;
      beganNanos = began;
      ended = shell.ended().thenAccept(this::ended);
    } catch (IOException noShell) {
      said = noShell.getMessage();
    }
  }

  private synchronized void ended(int status) {
    exit = status;
    tookMillis = TimeUnit.NANOSECONDS.toMillis(shell.endedNanos() - beganNanos);
  }

  /** Ends it if it goes on, and lets it begin no more. */
  void end() {
    Shell running;
    CompletableFuture<Void> done;
    synchronized (this) {
      over = true;
      running = shell;
      done = ended;
    }
    if (running != null) {
      running.cut();
      running.ended().completeOnTimeout(Fault.CUT, KILLED_SECONDS, TimeUnit.SECONDS);
      done.join();
    }
  }

  /**
   * What there is to tell.
   *
   * @param runBegan since 1970, in milliseconds
   */
  synchronized Fault told(long runBegan) {
    if (shell != null) {
      said = shell.said();
    }
    long began = TimeUnit.NANOSECONDS.toMillis(beganNanos);
    return new Fault(Math.max(0, began - runBegan), plan.command(), tookMillis, exit, said, before);
  }
}
