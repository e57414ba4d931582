package io.carillon.gateway.bench;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A load that does nothing by itself: tests say when a phase ends, and see what it was told. */
public class ScriptedLoad implements Load {
  public final Plan plan;
  public final CountDownLatch running = new CountDownLatch(1);
  public final CountDownLatch stopped = new CountDownLatch(1);
  public final CountDownLatch closed = new CountDownLatch(1);
  public final CompletableFuture<Sent> runs = new CompletableFuture<>();
  public final CompletableFuture<Sent> told = new CompletableFuture<>();
  public volatile Counters counters = Counters.NONE;
  public volatile long openedAt;
  public volatile long startedAtMillis = System.currentTimeMillis();

  public ScriptedLoad(Plan plan) {
    this.plan = plan;
  }

  /** A plan of so many connections. */
  public static Plan plan(int amount, Kind kind, int publishers, double rate) {
    return new Plan(
        kind,
        new Target(
            List.of("ws://127.0.0.1:8080/connection/websocket"),
            Protocol.CENTRIFUGE_JSON,
            "",
            "secret-token",
            List.of(),
            false,
            ""),
        new Crowd(amount, 10, 100, 1, 1, "bench", 1),
        new Traffic(rate, 1, 128, "http://127.0.0.1:8090", "secret-key", publishers, List.of()),
        new Times(0, 1000, 1000, 1000),
        new Share(7, 0, 0, 0));
  }

  /** So many of everything that matters. */
  public static Counters counted(Map<String, Long> counts) {
    return new Counters(
        counts.getOrDefault("wanted", 0L),
        counts.getOrDefault("opened", 0L),
        0,
        counts.getOrDefault("closed", 0L),
        counts.getOrDefault("reconnected", 0L),
        0,
        counts.getOrDefault("sent", 0L),
        0,
        0,
        counts.getOrDefault("received", 0L),
        0,
        counts.getOrDefault("lost", 0L),
        0,
        0,
        counts.getOrDefault("recovered", 0L),
        0,
        0,
        0,
        0,
        0);
  }

  @Override
  public CompletableFuture<Void> open() {
    openedAt = SteadyClock.now();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Sent> run() {
    running.countDown();
    return runs;
  }

  @Override
  public CompletableFuture<Outcome> finish(Sent sent) {
    told.complete(sent);
    Part part =
        new Part(
            "",
            counters,
            Latencies.NONE,
            Latencies.NONE,
            Latencies.NONE,
            Latencies.NONE,
            Latencies.NONE,
            Latencies.NONE,
            Latencies.NONE,
            List.of(new Second(0, 1, 0, 0, 2, 0, Latencies.NONE, Latencies.NONE, 0)),
            List.of());
    return CompletableFuture.completedFuture(
        new Outcome(
            plan.withoutSecrets(),
            startedAtMillis,
            0,
            List.of(part),
            List.of(new Event(5, "begun")),
            List.of()));
  }

  @Override
  public void stop() {
    stopped.countDown();
    runs.complete(Sent.NOTHING);
  }

  @Override
  public Progress progress() {
    return new Progress(Progress.Phase.MEASURING, 0, 0, counters);
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
