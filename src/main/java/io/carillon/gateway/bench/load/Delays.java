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
  private final long lastNanos;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private volatile long stoppedAt;
  private volatile boolean given;

  /**
   * @param lastMillis how long answers are waited for, at most, once it was stopped
   */
  Delays(EventLoop loop, long lastMillis) {
    this.loop = loop;
    this.lastNanos = TimeUnit.MILLISECONDS.toNanos(lastMillis);
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
                yes || given || isOver(end)
                    ? CompletableFuture.completedFuture(null)
                    : later(everyMillis).thenCompose(none -> ask(question, everyMillis, end)));
  }

  private boolean isOver(long end) {
    long now = System.nanoTime();
    return now > end || (stopped.isDone() && now - stoppedAt > lastNanos);
  }

  /** Ends all pauses, now and in the future, and soon what waits for answers; again, at once. */
  void stop() {
    if (!stopped.isDone()) {
      stoppedAt = System.nanoTime();
      stopped.complete(null);
    } else {
      giveUp();
    }
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
