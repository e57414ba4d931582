package io.carillon.gateway.proxy.sticky;

import io.carillon.gateway.cluster.SharedTable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table of the cluster for requests that wait for it: while it does not answer, hardly anybody
 * does. Futures complete at once or on the context of the caller. Callable from any thread.
 */
final class PromptTable {
  private static final Logger LOG = LoggerFactory.getLogger(PromptTable.class);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** For a table that did not answer the last time: enough for one that does again. */
  private static final Duration HASTE = Duration.ofMillis(100);

  /** Until one request waits with patience again, for a table that became slow. */
  private static final long TRIAL_NANOS = Duration.ofSeconds(1).toNanos();

  private final SharedTable table;
  private final String pool;
  private final LongSupplier nanos;
  private final AtomicBoolean shared = new AtomicBoolean(true);
  private final AtomicLong nextTrial = new AtomicLong();

  /**
   * @param pool whose sessions are in it, for logs
   */
  PromptTable(SharedTable table, String pool, LongSupplier nanos) {
    this.table = table;
    this.pool = pool;
    this.nanos = nanos;
  }

  /** As {@link SharedTable#get}; fails also when it takes too long. */
  Future<String> get(String key) {
    return inTime(table.get(key));
  }

  /** As {@link SharedTable#put}; fails also when it takes too long. */
  Future<Void> put(String key, String text, Duration ttl) {
    return inTime(table.put(key, text, ttl));
  }

  /** As {@link SharedTable#remove}; fails also when it takes too long. */
  Future<Void> remove(String key) {
    return inTime(table.remove(key));
  }

  // The table answers wherever it likes, and while the cluster sorts itself out late.
  private <T> Future<T> inTime(Future<T> asked) {
    return here(asked)
        .timeout(patience().toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(answer -> tell(true, null))
        .onFailure(cause -> tell(false, cause));
  }

  // Else every request with an unknown session, made up or not, would wait for a table that is
  // away.
  private Duration patience() {
    if (shared.get()) {
      return PATIENCE;
    }
    long due = nextTrial.get();
    long now = nanos.getAsLong();
    boolean tries = now - due >= 0 && nextTrial.compareAndSet(due, now + TRIAL_NANOS);
    return tries ? PATIENCE : HASTE;
  }

  private static <T> Future<T> here(Future<T> asked) {
    ContextInternal here = (ContextInternal) Vertx.currentContext();
    if (here == null) {
      return asked;
    }
    Promise<T> promise = here.promise();
    asked.onComplete(promise);
    return promise.future();
  }

  // Once each time it changes, not at each poll; ids of sessions are as good as passwords.
  private void tell(boolean answers, Throwable cause) {
    if (shared.get() == answers) {
      return;
    }
    if (!answers) {
      nextTrial.set(nanos.getAsLong() + TRIAL_NANOS);
    }
    if (shared.getAndSet(answers) == answers) {
      return; // told by another loop
    }
    if (answers) {
      LOG.info("sessions are shared again pool={}", pool);
    } else {
      LOG.warn("sessions are not shared by the nodes pool={} cause={}", pool, cause.toString());
    }
  }
}
