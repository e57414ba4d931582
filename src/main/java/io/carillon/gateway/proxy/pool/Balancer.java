package io.carillon.gateway.proxy.pool;

import io.carillon.gateway.config.PoolConfig;
import java.util.List;
import java.util.Set;

/**
 * A way to choose one of the targets that may be used. Callable from any thread; takes no lock and
 * leaves no garbage.
 */
interface Balancer {
  /**
   * Chooses, without counting a connection.
   *
   * @param tried targets that are out of the question
   * @param now of the pool's clock
   * @return null when all that are left are full
   */
  Target choose(List<Target> usable, PoolRequest request, Set<Target> tried, long now);

  /** The balancer for a pool. */
  static Balancer of(PoolConfig.Balance balance, Turns turns) {
    Balancer roundRobin = new InTurn(turns, false);
    return switch (balance.way()) {
      case ROUND_ROBIN -> roundRobin;
      case LEAST_CONNECTIONS -> new InTurn(turns, true);
      case RANDOM_TWO -> new RandomTwo();
      case SOURCE -> new ByKey(PoolRequest::source, roundRobin);
      case HEADER -> new ByKey(request -> request.header(balance.key()), roundRobin);
      case COOKIE -> new ByKey(request -> request.cookie(balance.key()), roundRobin);
    };
  }
}
