package io.carillon.gateway.proxy.sticky;

import io.carillon.gateway.cluster.SharedTable;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.vertx.core.Future;

/**
 * Sends clients of one pool back to the target they were at. Asked for each request, never once for
 * a connection: several clients share one behind other proxies. One per node and pool; callable
 * from any event loop.
 */
public interface Stickiness {
  /** As much of a body as {@link #learn} wants to see. */
  int LEARNT_BYTES = 2048;

  /** For pools whose clients may be anywhere. */
  Stickiness NONE = request -> Future.succeededFuture();

  /**
   * The stickiness that a pool is configured with.
   *
   * @param table where the nodes tell each other what they learnt
   */
  static Stickiness of(PoolConfig config, Pool pool, SharedTable table) {
    return switch (config.sticky().kind()) {
      // A pool that is sticky by source hashes the address itself, so its choice is the stickiness.
      case NONE, SOURCE -> NONE;
      case COOKIE -> new CookieStickiness(config.sticky(), pool, new SignedNames(config));
      case ENGINE_IO -> new EngineIoStickiness(pool, new SessionHomes(config, table));
    };
  }

  /**
   * The target that the request belongs to, already counted as by {@code Pool.select}; null for
   * none. Never fails. Completes at once unless the cluster has to be asked, and then on the
   * context that it was called on.
   */
  Future<Target> find(ProxyRequest request);

  /**
   * Whether it belongs to a session that one target has and no other, even when nobody knows which:
   * what went to one is not to be sent to another.
   */
  default boolean isBound(ProxyRequest request) {
    return false;
  }

  /**
   * A header line to add to the answer, as {@code Set-Cookie}'s value; null for none.
   *
   * @param target that answers
   */
  default String cookie(ProxyRequest request, Target target) {
    return null;
  }

  /** Whether the body of a 200 has to be shown to {@link #learn} before the client gets it. */
  default boolean learns(ProxyRequest request) {
    return false;
  }

  /**
   * Takes the first bytes of the body of an answer, {@link #LEARNT_BYTES} or the whole of it; done
   * when every node knows what they tell, or when that could not be managed. Never fails.
   */
  default Future<Void> learn(ProxyRequest request, Target target, byte[] body) {
    return Future.succeededFuture();
  }
}
