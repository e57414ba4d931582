package io.carillon.gateway.bench.load;

import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Waits on a loop; all of it can be cut short, then nothing waits any more. Callable from any
 * thread.
 */
final class Delays {
  private final EventLoop loop;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private volatile boolean given;

  Delays(EventLoop loop) {
    this.loop = loop;
  }

  /** Completes after that time, or when stopped. */
  CompletableFuture<Void> pause(long millis) {
    return CompletableFuture.anyOf(later(millis), stopped).thenApply(over -> null);
  }

  /** Completes with something that may take its time, or when stopped. */
  CompletableFuture<Void> unlessStopped(CompletableFuture<?> what) {
    return CompletableFuture.anyOf(what, stopped).thenApply(over -> null);
  }

  private CompletableFuture<Void> later(long millis) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    loop.schedule(() -> over.complete(null), millis, TimeUnit.MILLISECONDS);
    return over;
  }

  /**
   * Completes as soon as a question is answered with yes, or after so many milliseconds, or when
   * given up. It is asked at least once, and then now and then.
   */
  CompletableFuture<Void> until(
      Supplier<CompletableFuture<Boolean>> question, long everyMillis, long mostMillis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(mostMillis);
    return ask(question, everyMillis, end);
  }

  private CompletableFuture<Void> ask(
      Supplier<CompletableFuture<Boolean>> question, long everyMillis, long end) {
    return question
        .get()
        .thenCompose(
            yes ->
                yes || given || System.nanoTime() > end
                    ? CompletableFuture.completedFuture(null)
                    : later(everyMillis).thenCompose(none -> ask(question, everyMillis, end)));
  }

  /** Ends all pauses, now and in the future. */
  void stop() {
    stopped.complete(null);
  }

  /** Whether it was stopped before. */
  boolean isStopped() {
    return stopped.isDone();
  }

  /** Waits for no answer any more. */
  void giveUp() {
    given = true;
  }
}
