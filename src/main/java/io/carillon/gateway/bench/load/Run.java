package io.carillon.gateway.bench.load;

import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Kind;
import io.carillon.gateway.bench.Load;
import io.carillon.gateway.bench.NodeCpu;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Part;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Progress;
import io.carillon.gateway.bench.Progress.Phase;
import io.carillon.gateway.bench.Sent;
import io.carillon.gateway.bench.Times;
import io.carillon.gateway.bench.client.Endpoint;
import io.carillon.gateway.bench.client.Transport;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** The phases of a run, one after the other. Coordinated on its first loop. */
public final class Run implements Load {
  /** For servers that do not say when a connection hears, after the last was made. */
  private static final long SETTLE_MILLIS = 500;

  private static final long ANSWER_MILLIS = 5_000;
  private static final long LOOK_MILLIS = 20;
  private static final long WATCH_MILLIS = 250;
  private static final int CLOSE_SECONDS = 10;

  /** For what is still due when it was stopped early: whoever did that waits for the report. */
  private static final long LAST_MILLIS = 15_000;

  private final Plan plan;
  private final Setting setting;
  private final Transport transport;
  private final Window window;
  private final List<Side> sides;
  private final Sides making;
  private final EventLoop loop;
  private final Delays delays;
  private final CpuWatch cpu;

  /** Of the moment from which events count. */
  private volatile long startedAtMillis;

  private volatile Phase phase = Phase.OPENING;
  private volatile long phaseBegan;
  private volatile long phaseMillis;

  private Run(Plan plan, List<Endpoint> endpoints, Endpoint publishing) {
    this.plan = plan;
    transport =
        new Transport(
            plan.crowd().threads(),
            plan.target().sourceAddresses(),
            plan.target().insecure(),
            plan.target().authorities());
    Clock clock = new Clock(plan.share().clockOffsetNanos());
    Phases phases = new Phases();
    setting = new Setting(plan, transport, clock, phases, new EventLog(clock, phases));
    int held = plan.traffic().rate() > 0 ? 1 : plan.crowd().channels();
    window = new Window(plan.traffic().window(), held);
    loop = transport.loops().get(0);
    delays = new Delays(loop, LAST_MILLIS);
    making = new Sides(setting, window, publishing);
    phases.begin(clock.now());
    try {
      cpu = new CpuWatch(setting, loop);
      sides = making.make(endpoints);
    } catch (RuntimeException refused) {
      transport.close();
      throw refused;
    }
  }

  /**
   * Prepares a run; nothing is connected yet but publishers.
   *
   * @throws io.carillon.gateway.bench.BenchException when it cannot be, for reasons of the plan or
   *     of this machine
   */
  public static Load of(Plan plan) {
    PlanCheck.check(plan);
    List<Endpoint> endpoints = plan.target().urls().stream().map(Endpoint::of).toList();
    PlanCheck.machine(plan, endpoints);
    Endpoint publishing =
        plan.traffic().publishers() == 0 ? null : Endpoint.of(plan.traffic().publishUrl());
    return new Run(plan, endpoints, publishing);
  }

  @Override
  public CompletableFuture<Void> open() {
    long began = setting.clock().now();
    // The same moment by this machine's own clock.
    startedAtMillis = TimeUnit.NANOSECONDS.toMillis(began - plan.share().clockOffsetNanos());
    setting.phases().begin(began);
    enter(Phase.OPENING, 0);
    int amount = plan.crowd().amount();
    setting.events().add("opening " + amount + (amount == 1 ? " connection" : " connections"));
    return all(Side::open)
        .thenCompose(opened -> delays.unlessStopped(making.publishersSettled()))
        .thenCompose(ready -> settle())
        .thenRun(() -> setting.events().add("connections are open: " + counters().opened()));
  }

  private CompletableFuture<Void> settle() {
    boolean says =
        switch (plan.target().protocol()) {
          case CENTRIFUGE_JSON, CENTRIFUGE_PROTOBUF, SOCKETIO -> true;
          case RAW, SSE -> plan.kind() != Kind.FANOUT;
        };
    return says ? CompletableFuture.completedFuture(null) : delays.pause(SETTLE_MILLIS);
  }

  @Override
  public CompletableFuture<Sent> run() {
    Times times = plan.times();
    Turns turns = new Turns(sides, loop, times.durationMillis());
    long warmup = plan.warmupMillis();
    return CompletableFuture.runAsync(
            () -> {
              loop.scheduleAtFixedRate(
                  this::watch, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
              turns.begin();
              enter(Phase.WARMUP, warmup);
            },
            loop)
        .thenCompose(
            begun -> warmup == 0 ? CompletableFuture.completedFuture(null) : delays.pause(warmup))
        .thenCompose(warm -> measure(times.durationMillis()))
        .thenComposeAsync(over -> turns.end(), loop)
        .thenCompose(ended -> delays.until(this::answered, LOOK_MILLIS, ANSWER_MILLIS))
        .thenCompose(answered -> sent());
  }

  private void watch() {
    window.watch(setting.clock().now());
    boolean sending = phase == Phase.WARMUP || phase == Phase.MEASURING;
    if (sending && !delays.isStopped() && sides.stream().anyMatch(Side::isHopeless)) {
      setting.events().add("ended early: nothing comes back, every connection is closed instead");
      cutShort();
    }
  }

  private CompletableFuture<Void> measure(long millis) {
    enter(Phase.MEASURING, millis);
    setting.events().add("measuring");
    setting.phases().measure(setting.clock().now());
    cpu.begin();
    return delays
        .pause(millis)
        .thenRun(
            () -> {
              setting.phases().stopMeasuring(setting.clock().now());
              cpu.end();
            });
  }

  private CompletableFuture<Boolean> answered() {
    return both(Side::isAnswered);
  }

  private CompletableFuture<Sent> sent() {
    return sides.get(0).sent();
  }

  @Override
  public CompletableFuture<Outcome> finish(Sent sent) {
    Due due = new Due(sent);
    enter(Phase.DRAINING, plan.times().drainMillis());
    setting.events().add("nothing is sent any more");
    return delays
        .until(() -> both(side -> side.isComplete(due)), LOOK_MILLIS, plan.times().drainMillis())
        .thenCompose(drained -> parts(due))
        .thenCombine(cpu.told(), this::outcome);
  }

  private CompletableFuture<List<Part>> parts(Due due) {
    List<CompletableFuture<Part>> parts = sides.stream().map(side -> side.part(due)).toList();
    return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> parts.stream().map(CompletableFuture::join).toList());
  }

  private Outcome outcome(List<Part> parts, List<NodeCpu> nodes) {
    setting.events().add("the end");
    enter(Phase.DONE, 0);
    return new Outcome(
        plan.withoutSecrets(),
        startedAtMillis,
        setting.phases().stoppedAtMillis(),
        parts,
        setting.events().all(),
        nodes);
  }

  @Override
  public void stop() {
    setting.events().add("stopped early");
    cutShort();
  }

  private void cutShort() {
    setting.phases().stop(setting.clock().now());
    sides.forEach(Side::stopOpening);
    delays.stop();
  }

  @Override
  public Progress progress() {
    long elapsed = TimeUnit.NANOSECONDS.toMillis(setting.clock().now() - phaseBegan);
    return new Progress(phase, elapsed, phaseMillis, counters());
  }

  private Counters counters() {
    return sides.stream().map(Side::seen).reduce(Counters.NONE, Counters::plus);
  }

  private void enter(Phase next, long millis) {
    phaseBegan = setting.clock().now();
    phaseMillis = millis;
    phase = next;
  }

  private CompletableFuture<Void> all(Function<Side, CompletableFuture<?>> what) {
    return CompletableFuture.allOf(sides.stream().map(what).toArray(CompletableFuture<?>[]::new));
  }

  private CompletableFuture<Boolean> both(Function<Side, CompletableFuture<Boolean>> what) {
    List<CompletableFuture<Boolean>> all = sides.stream().map(what).toList();
    return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> all.stream().allMatch(CompletableFuture::join));
  }

  @Override
  public void close() {
    delays.stop();
    delays.giveUp();
    try {
      all(Side::close).get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException late) {
      setting.events().add("connections did not close");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    transport.close();
  }
}
