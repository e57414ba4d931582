package io.carillon.gateway.proxy.pool;

import java.util.List;
import java.util.Set;

/** Chooses whose turn it is: of all targets, or of those with the fewest connections by weight. */
final class InTurn implements Balancer {
  private final Turns turns;
  private final boolean byLoad;

  InTurn(Turns turns, boolean byLoad) {
    this.turns = turns;
    this.byLoad = byLoad;
  }

  @Override
  public Target choose(List<Target> usable, PoolRequest request, Set<Target> tried, long now) {
    while (true) {
      long time = turns.time();
      Target best = null;
      double least = 0;
      long bestLast = 0;
      long bestDue = 0;
      for (int i = 0; i < usable.size(); i++) {
        Target target = usable.get(i);
        double share = target.share(tried, now);
        if (share > 0) {
          double load = byLoad ? target.open() / share : 0;
          long last = target.turn().get();
          long due = Turns.due(last, share, time);
          if (best == null || load < least || (load == least && Turns.isBefore(due, bestDue))) {
            best = target;
            least = load;
            bestLast = last;
            bestDue = due;
          }
        }
      }
      if (best == null || turns.take(best, bestLast, bestDue)) {
        return best;
      }
    }
  }
}
