package io.carillon.gateway.proxy.sticky;

import io.carillon.gateway.cluster.SharedTable;
import io.carillon.gateway.config.PoolConfig;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Which target each session of a pool is at, as all nodes know it. A session stays where it began,
 * so what this node has seen lately need not be asked again, only renewed. Callable from any
 * thread.
 */
final class SessionHomes {
  private static final int SEEN_LATELY = 10_000;

  private final PromptTable table;
  private final String prefix;
  private final Duration fallback;
  private final SidCache lately;
  private final LongSupplier nanos;

  SessionHomes(PoolConfig config, SharedTable table) {
    this(config, table, SEEN_LATELY, System::nanoTime);
  }

  SessionHomes(PoolConfig config, SharedTable table, int seenLately, LongSupplier nanos) {
    this.table = new PromptTable(table, config.name(), nanos);
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
    return table
        .get(prefix + sid)
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
    return table.put(prefix + sid, home.text(), home.ttl()).otherwiseEmpty();
  }
}
