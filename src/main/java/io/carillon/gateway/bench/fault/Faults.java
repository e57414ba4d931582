package io.carillon.gateway.bench.fault;

import io.carillon.gateway.bench.Event;
import io.carillon.gateway.bench.Fault;
import io.carillon.gateway.bench.Load;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Progress;
import io.carillon.gateway.bench.Sent;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A load during which commands are run. Their moments count from when messages flow; what has not
 * ended with the run is ended. Callable from any thread; has one of its own until it is closed.
 */
public final class Faults implements Load {
  private final Load load;
  private final List<Command> commands;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "faults");
            thread.setDaemon(true);
            return thread;
          });

  /** When the run began, since 1970; known with its outcome. */
  private volatile long beganMillis;

  private Faults(Load load, List<FaultPlan> wanted) {
    this.load = load;
    this.commands = wanted.stream().map(one -> new Command(one, load)).toList();
  }

  /** Closes {@code load} when it is closed itself. */
  public static Faults during(Load load, List<FaultPlan> wanted) {
    return new Faults(
        load, wanted.stream().sorted(Comparator.comparingLong(FaultPlan::atMillis)).toList());
  }

  /** What was run and how it ended, in the order of time; complete after the outcome. */
  public List<Fault> faults() {
    return commands.stream().map(command -> command.told(beganMillis)).toList();
  }

  @Override
  public CompletableFuture<Void> open() {
    return load.open();
  }

  @Override
  public CompletableFuture<Sent> run() {
    for (Command command : commands) {
      clock.schedule(command::run, command.plan().atMillis(), TimeUnit.MILLISECONDS);
    }
    return load.run();
  }

  @Override
  public CompletableFuture<Outcome> finish(Sent sent) {
    return load.finish(sent).thenApply(this::tell);
  }

  private Outcome tell(Outcome outcome) {
    clock.shutdownNow();
    commands.forEach(Command::end);
    beganMillis = outcome.startedAtMillis();
    Outcome told = outcome;
    long end = outcome.events().stream().mapToLong(Event::atMillis).max().orElse(0);
    for (Fault fault : faults()) {
      long at = fault.ran() ? fault.atMillis() : end; // when it was too late for it
      String said = fault.said().isEmpty() ? "" : ": " + fault.said();
      told = told.with(new Event(at, fault.command() + ": " + fault.ending() + said));
    }
    return told;
  }

  @Override
  public void stop() {
    load.stop();
  }

  @Override
  public Progress progress() {
    return load.progress();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    commands.forEach(Command::end);
    load.close();
  }
}
