package io.carillon.gateway.bench.agent;

import io.carillon.gateway.bench.BenchException;
import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Load;
import io.carillon.gateway.bench.Machine;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Progress;
import io.carillon.gateway.bench.Sent;
import io.carillon.gateway.bench.SteadyClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A load that several machines carry out. Who cannot begin ends the run; an agent that ends early
 * or falls silent later is left behind: the others go on, its connections count as gone, and {@link
 * #machines} tells of it.
 */
public final class Agents implements Load {
  private static final int CONNECT_MILLIS = 10_000;

  /** For the message that says when: it has to arrive before that. */
  private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Plan plan;
  private final Vertx vertx;
  private final Context loop;
  private final List<AgentPart> parts;

  /** By the clock of the coordinator, since 1970; for when nobody is left to tell it. */
  private long openedAtMillis;

  /** Kept, since it takes its connections along when it is collected as garbage. */
  private NetClient client;

  private Agents(Plan plan, List<AgentAddress> addresses, String key, long patienceNanos) {
    this.plan = plan;
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    loop = vertx.getOrCreateContext();
    parts =
        addresses.stream()
            .map(address -> new AgentPart(new RemoteLoad(vertx, address, key, patienceNanos)))
            .toList();
  }

  /**
   * A load on these machines; nothing is connected yet.
   *
   * @param key that the agents want; empty for none
   * @throws BenchException when there are more of them than connections
   */
  public static Agents of(Plan plan, List<AgentAddress> addresses, String key) {
    return of(plan, addresses, key, TimeUnit.SECONDS.toNanos(10));
  }

  /** The same with agents that may be silent for so long. */
  static Agents of(Plan plan, List<AgentAddress> addresses, String key, long patienceNanos) {
    Shares.check(plan.crowd().amount(), addresses.size());
    return new Agents(plan, addresses, key, patienceNanos);
  }

  /** What is known of each; complete after the outcome. */
  public List<Machine> machines() {
    return parts.stream().map(AgentPart::machine).toList();
  }

  @Override
  public CompletableFuture<Void> open() {
    return onLoop(
        () -> {
          client =
              vertx.createNetClient(
                  new NetClientOptions().setConnectTimeout(CONNECT_MILLIS).setTcpNoDelay(true));
          return each(part -> part.load().connect(client))
              .compose(connected -> each(AgentPart::compareClocks))
              .compose(this::giveOut)
              .compose(prepared -> together(AgentPart::open))
              .mapEmpty();
        });
  }

  @Override
  public CompletableFuture<Sent> run() {
    return onLoop(
        () -> together(AgentPart::run).map(all -> all.stream().reduce(Sent.NOTHING, Sent::and)));
  }

  @Override
  public CompletableFuture<Outcome> finish(Sent sent) {
    return onLoop(
        () ->
            each(part -> part.finish(sent))
                .map(found -> Outcomes.merge(plan, openedAtMillis, parts, found)));
  }

  @Override
  public void stop() {
    loop.runOnContext(now -> parts.forEach(part -> part.load().stop()));
  }

  @Override
  public Progress progress() {
    List<Progress> told =
        parts.stream().map(part -> part.load().progress()).filter(Objects::nonNull).toList();
    if (told.isEmpty()) {
      return new Progress(Progress.Phase.OPENING, 0, 0, Counters.NONE);
    }
    Progress first = told.get(0);
    return new Progress(
        first.phase(),
        first.elapsedMillis(),
        first.phaseMillis(),
        told.stream().map(Progress::counters).reduce(Counters.NONE, Counters::plus));
  }

  @Override
  public void close() {
    // Else its end would wait, for half a minute, until the agents hang up.
    onLoop(
            () -> {
              parts.forEach(part -> part.load().end());
              return vertx.close();
            })
        .join();
  }

  private Future<List<Void>> giveOut(List<Long> offsets) {
    List<Plan> shares = Shares.of(plan, offsets);
    return each(part -> part.prepare(shares.get(parts.indexOf(part))));
  }

  private <T> Future<List<T>> together(Phase<T> phase) {
    long at = SteadyClock.now() + LEAD_NANOS;
    if (openedAtMillis == 0) {
      openedAtMillis = TimeUnit.NANOSECONDS.toMillis(at);
    }
    return each(part -> phase.begin(part, at));
  }

  private <T> Future<List<T>> each(Function<AgentPart, Future<T>> step) {
    List<Future<T>> steps = new ArrayList<>();
    parts.forEach(part -> steps.add(step.apply(part)));
    return Future.all(steps).map(done -> steps.stream().map(Future::result).toList());
  }

  private <T> CompletableFuture<T> onLoop(Supplier<Future<T>> phase) {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop.runOnContext(
        now -> phase.get().onSuccess(done::complete).onFailure(done::completeExceptionally));
    return done;
  }

  /** Begins at a moment of our clock. */
  private interface Phase<T> {
    Future<T> begin(AgentPart part, long at);
  }
}
