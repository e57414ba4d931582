package io.carillon.gateway.proxy.sticky;

import io.carillon.gateway.cluster.SharedTable;
import io.carillon.gateway.config.PoolConfig;
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
 * Which target each session of a pool is at, as all nodes know it. A session stays where it began,
 * so what this node has seen lately need not be asked again, only renewed. While the table of the
 * cluster does not answer, hardly anybody waits for it. Callable from any thread.
 */
final class SessionHomes {
  private static final Logger LOG = LoggerFactory.getLogger(SessionHomes.class);
  private static final int SEEN_LATELY = 10_000;
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** For a table that did not answer the last time: enough for one that does again. */
  private static final Duration HASTE = Duration.ofMillis(100);

  /** Until one request waits with patience again, for a table that became slow. */
  private static final long TRIAL_NANOS = Duration.ofSeconds(1).toNanos();

  private final SharedTable table;
  private final String pool;
  private final String prefix;
  private final Duration fallback;
  private final SidCache lately;
  private final LongSupplier nanos;
  private final AtomicBoolean shared = new AtomicBoolean(true);
  private final AtomicLong nextTrial = new AtomicLong();

  SessionHomes(PoolConfig config, SharedTable table) {
    this(config, table, SEEN_LATELY, System::nanoTime);
  }

  SessionHomes(PoolConfig config, SharedTable table, int seenLately, LongSupplier nanos) {
    this.table = table;
    this.pool = config.name();
    this.prefix = "sid/" + config.name() + "/";
    this.fallback = config.sticky().ttl();
    this.lately = new SidCache(seenLately);
    this.nanos = nanos;
  }

  /**
   * Where a session is; null when nobody knows, or nobody answers in time. Never fails; completes
   * at once or on the context of the caller.
   */
  Future<SessionHome> find(String sid) {
    SessionHome known = lately.get(sid);
    if (known != null) {
      if (lately.isDue(sid, nanos.getAsLong())) {
        renew(sid, known);
      }
      return Future.succeededFuture(known);
    }
    return inTime(table.get(prefix + sid))
        .map(text -> text == null ? null : remembered(sid, SessionHome.parse(text)))
        .otherwiseEmpty();
  }

  /** Tells all nodes of a new session; done when they know, or cannot be told. Never fails. */
  Future<Void> put(OpenPacket opened, String target) {
    // Renewed at each third, so that at least the life of the session is left after its last use.
    Duration ttl = opened.life() == null ? fallback : opened.life().multipliedBy(3).dividedBy(2);
    SessionHome home = new SessionHome(target, ttl);
    lately.put(opened.sid(), home, nanos.getAsLong());
    return told(opened.sid(), home);
  }

  private SessionHome remembered(String sid, SessionHome home) {
    if (home != null) {
      lately.put(sid, home, nanos.getAsLong());
      // Another node told it last, and nobody knows how long ago.
      renew(sid, home);
    }
    return home;
  }

  private void renew(String sid, SessionHome home) {
    told(sid, home).onFailure(never -> {});
  }

  private Future<Void> told(String sid, SessionHome home) {
    return inTime(table.put(prefix + sid, home.text(), home.ttl())).otherwiseEmpty();
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
