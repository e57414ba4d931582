package io.carillon.gateway.proxy.rules;

import io.carillon.gateway.config.ConfigException;
import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.config.Rules;
import io.vertx.core.Future;
import java.util.Set;

/** Goes by the rules. Called on the loop of the rules, one call after the other. */
public interface RulesListener {
  /** Goes by none. */
  RulesListener NOBODY =
      new RulesListener() {
        @Override
        public void check(PoolConfig pool) {}

        @Override
        public Future<Void> prepare(Rules rules) {
          return Future.succeededFuture();
        }

        @Override
        public Set<String> unusable() {
          return Set.of();
        }

        @Override
        public Future<Void> onRules(InForce rules) {
          return Future.succeededFuture();
        }
      };

  /**
   * Throws {@link ConfigException} when it could not serve a pool that somebody puts. Called on no
   * loop; may block.
   */
  void check(PoolConfig pool);

  /**
   * Gets the pools of rules ready that are to come in force.
   *
   * @return failed when some cannot be served, and all others are ready: then a node does not
   *     start; one that runs goes on
   */
  Future<Void> prepare(Rules rules);

  /**
   * Names of pools that {@link #prepare} complained of, and that it still has reason to: what is
   * wrong with certificates may be mended meanwhile. From any thread.
   */
  Set<String> unusable();

  /**
   * Other rules are in force.
   *
   * @return done when all of the node goes by them
   */
  Future<Void> onRules(InForce rules);
}
