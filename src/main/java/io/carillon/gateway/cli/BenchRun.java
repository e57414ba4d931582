package io.carillon.gateway.cli;

import io.carillon.gateway.bench.BenchException;
import io.carillon.gateway.bench.Load;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.report.Report;
import io.carillon.gateway.bench.report.TextReport;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/** Runs one bench from the command line: shows how far it is, ends it early on Ctrl-C, reports. */
final class BenchRun {
  private static final int FINE = 0;
  private static final int NOT_FINE = 1;
  private static final int WRONG = 2;
  private static final int LAST_WORD_SECONDS = 30;

  private BenchRun() {}

  /** Returns the exit code. */
  static int of(CommandSpec spec, BenchOptions options, Supplier<Plan> plan) throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    try (Load load = prepare(options, plan)) {
      EarlyEnd early = EarlyEnd.of(load);
      try {
        Report report = options.stage().report(run(load, err));
        spec.commandLine().getOut().print(TextReport.of(report));
        spec.commandLine().getOut().flush();
        boolean written = options.output().write(report, err);
        return report.good() && written ? FINE : NOT_FINE;
      } finally {
        early.forget();
      }
    } catch (BenchException wrong) {
      err.println("bench: " + wrong.getMessage());
      return WRONG;
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof BenchException wrong) {
        err.println("bench: " + wrong.getMessage());
        return NOT_FINE;
      }
      throw failed;
    }
  }

  private static Load prepare(BenchOptions options, Supplier<Plan> plan) {
    options.output().check();
    return options.stage().load(plan.get());
  }

  private static Outcome run(Load load, PrintWriter err) throws Exception {
    BenchProgress progress = BenchProgress.show(load, err);
    try {
      return load.whole().get();
    } finally {
      progress.end();
    }
  }

  /** Ends a load early when the process is asked to end, which then waits for the report. */
  private static final class EarlyEnd {
    private final CountDownLatch over = new CountDownLatch(1);
    private final Load load;
    private final Thread hook = new Thread(this::end, "early end");

    private EarlyEnd(Load load) {
      this.load = load;
    }

    static EarlyEnd of(Load load) {
      EarlyEnd end = new EarlyEnd(load);
      Runtime.getRuntime().addShutdownHook(end.hook);
      return end;
    }

    private void end() {
      load.stop();
      try {
        over.await(LAST_WORD_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    /** The report is written. */
    void forget() {
      over.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException ending) {
        hook.setName("ended early"); // it runs already, and ends now
      }
    }
  }
}
