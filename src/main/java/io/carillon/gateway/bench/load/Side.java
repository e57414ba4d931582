package io.carillon.gateway.bench.load;

import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Part;
import io.carillon.gateway.bench.Sent;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The connections to one side, on all loops. Callable from any thread; what it asks for happens on
 * the loops.
 */
final class Side {
  private final String name;
  private final Setting setting;
  private final List<LoopShare> shares;
  private final AtomicLong measuredNanos = new AtomicLong();
  private volatile long since;

  Side(String name, Setting setting, List<LoopShare> shares) {
    this.name = name;
    this.setting = setting;
    this.shares = List.copyOf(shares);
  }

  /** Completes when each connection has been made or has failed. */
  CompletableFuture<Void> open() {
    return flat(LoopShare::open);
  }

  void stopOpening() {
    each(
        share -> {
          share.stopOpening();
          return null;
        });
  }

  /** Lets messages flow. */
  void begin() {
    since = setting.clock().now();
    each(
        share -> {
          share.begin();
          return null;
        });
  }

  /** Lets no more messages flow; completes when none will be sent. */
  CompletableFuture<?> end() {
    measuredNanos.addAndGet(setting.phases().overlap(since, setting.clock().now()));
    return each(
        share -> {
          share.end();
          return null;
        });
  }

  /** Whether all that was sent has been answered, where it is. */
  CompletableFuture<Boolean> isAnswered() {
    return each(share -> share.source().isAnswered())
        .thenApply(all -> all.stream().allMatch(Boolean::booleanValue));
  }

  /** What was published. */
  CompletableFuture<Sent> sent() {
    return each(share -> new Sent(share.source().sent()))
        .thenApply(all -> all.stream().reduce(Sent.NOTHING, Sent::and));
  }

  /** Whether all that is due has arrived. */
  CompletableFuture<Boolean> isComplete(Due due) {
    return each(share -> new Accounts(share, due).isComplete())
        .thenApply(all -> all.stream().allMatch(Boolean::booleanValue));
  }

  /** What came of it, at the end. */
  CompletableFuture<Part> part(Due due) {
    return each(share -> share.part(name, due, measuredNanos.get())).thenApply(Part::merge);
  }

  /** All so far, a tenth of a second old at most. */
  Counters seen() {
    return shares.stream().map(LoopShare::seen).reduce(Counters.NONE, Counters::plus);
  }

  /**
   * Whether it should echo but hangs up instead: each connection was lost twice, which no restart
   * does to it, and none has heard anything.
   */
  boolean isHopeless() {
    Counters seen = seen();
    return setting.plan().kind().echoes()
        && seen.opened() > 0
        && seen.received() == 0
        && seen.closed() >= 2 * seen.opened();
  }

  CompletableFuture<?> close() {
    return each(
        share -> {
          share.close();
          return null;
        });
  }

  private <T> CompletableFuture<List<T>> each(Function<LoopShare, T> what) {
    List<CompletableFuture<T>> all =
        shares.stream()
            .map(share -> CompletableFuture.supplyAsync(() -> what.apply(share), share.loop()))
            .toList();
    return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
  }

  private CompletableFuture<Void> flat(Function<LoopShare, CompletableFuture<Void>> what) {
    return each(what)
        .thenCompose(all -> CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)));
  }
}
