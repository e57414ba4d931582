package io.carillon.gateway.proxy.pool;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Draws two targets by weight and takes the one with fewer connections by weight. Nodes that do not
 * know of each other's connections do not all run to the same target that way.
 */
final class RandomTwo implements Balancer {
  @Override
  public Target choose(List<Target> usable, PoolRequest request, Set<Target> tried, long now) {
    Target first = draw(usable, null, tried, now);
    Target second = first == null ? null : draw(usable, first, tried, now);
    return second == null || load(first, now) <= load(second, now) ? first : second;
  }

  private static double load(Target target, long now) {
    return target.open() / target.weight(now);
  }

  private static Target draw(List<Target> usable, Target except, Set<Target> tried, long now) {
    double all = 0;
    for (int i = 0; i < usable.size(); i++) {
      all += share(usable.get(i), except, tried, now);
    }
    double left = ThreadLocalRandom.current().nextDouble() * all;
    Target drawn = null;
    for (int i = 0; i < usable.size() && left >= 0; i++) {
      double share = share(usable.get(i), except, tried, now);
      if (share > 0) {
        drawn = usable.get(i);
        left -= share;
      }
    }
    return drawn;
  }

  private static double share(Target target, Target except, Set<Target> tried, long now) {
    return target == except ? 0 : target.share(tried, now);
  }
}
