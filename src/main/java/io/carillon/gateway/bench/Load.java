package io.carillon.gateway.bench;

import java.util.concurrent.CompletableFuture;

/**
 * One run of a {@link Plan} on this machine: opened, run and finished, in this order and each once;
 * closed at last, in any state. Callable from any thread; futures complete on event loops, so what
 * follows on them must not block.
 */
public interface Load extends AutoCloseable {
  /** Completes when each connection has been opened or has failed to. */
  CompletableFuture<Void> open();

  /** Warm-up and the measured time; completes with what was published from here. */
  CompletableFuture<Sent> run();

  /**
   * Waits, for a bounded time, until what was sent has arrived.
   *
   * @param sent by all machines of the run together
   */
  CompletableFuture<Outcome> finish(Sent sent);

  /**
   * Ends the phase under way early, and those that follow at once; their futures still complete.
   */
  void stop();

  /** How far it is, at most a second old. */
  Progress progress();

  /** Closes connections and threads; returns when they are gone. */
  @Override
  void close();

  /** All three phases, where this machine is the only one. */
  default CompletableFuture<Outcome> whole() {
    return open().thenCompose(opened -> run()).thenCompose(this::finish);
  }
}
