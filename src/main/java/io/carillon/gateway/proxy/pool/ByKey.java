package io.carillon.gateway.proxy.pool;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Sends what has the same key to the same target, on every node alike. A request without a key goes
 * to whose turn it is.
 *
 * <p>Rendezvous hashing: each target draws a number from key and name, and the best draw by weight
 * wins. Unlike a ring it has nothing to build or to keep when targets change, and when one is
 * added, lost or full, only keys move that it gains or loses. A choice costs a logarithm per
 * target, which is nothing beside the dial that follows.
 */
final class ByKey implements Balancer {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final Function<PoolRequest, String> key;
  private final Balancer keyless;

  ByKey(Function<PoolRequest, String> key, Balancer keyless) {
    this.key = key;
    this.keyless = keyless;
  }

  @Override
  public Target choose(List<Target> usable, PoolRequest request, Set<Target> tried, long now) {
    String text = key.apply(request);
    if (text == null || text.isEmpty()) {
      return keyless.choose(usable, request, tried, now);
    }
    long hash = hash(text);
    Target best = null;
    double bestDraw = 0;
    for (int i = 0; i < usable.size(); i++) {
      Target target = usable.get(i);
      double share = target.share(tried, now);
      if (share > 0) {
        double draw = -Math.log(fraction(mix(hash ^ target.nameHash()))) / share;
        if (best == null || draw < bestDraw) {
          best = target;
          bestDraw = draw;
        }
      }
    }
    return best;
  }

  /** The same on every node and in every run. */
  static long hash(String text) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return mix(hash);
  }

  // The finalizer of splitmix64: texts that differ in their last letter end far apart.
  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  // Above 0, so that its logarithm is a number; at most 1.
  private static double fraction(long bits) {
    return ((bits >>> 11) + 1) * 0x1.0p-53;
  }
}
