package io.carillon.gateway.bench.agent;

import io.carillon.gateway.bench.BenchException;
import io.carillon.gateway.bench.Crowd;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Share;
import java.util.ArrayList;
import java.util.List;

/** Splits a plan among machines. */
final class Shares {
  private Shares() {}

  /**
   * A part for each. Connections, and with them what belongs to them, are spread evenly; the first
   * machine publishes.
   *
   * @param offsets what the clock of each has to be put forward by, in nanoseconds
   */
  static List<Plan> of(Plan plan, List<Long> offsets) {
    int machines = offsets.size();
    int amount = plan.crowd().amount();
    check(amount, machines);
    List<Plan> parts = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < machines; i++) {
      int own = amount / machines + (i < amount % machines ? 1 : 0);
      Share share = plan.share();
      Plan part =
          plan.withCrowd(crowd(plan.crowd(), own))
              .withShare(new Share(share.run(), first, share.firstPublisher(), offsets.get(i)));
      if (i > 0) {
        part = part.withTraffic(part.traffic().withPublishers(0));
      }
      if (plan.kind().echoes()) {
        part = part.withTraffic(part.traffic().withRate(plan.traffic().rate() * own / amount));
      }
      parts.add(part);
      first += own;
    }
    return parts;
  }

  /** Throws {@link BenchException} when there is not a connection for each. */
  static void check(int amount, int machines) {
    if (amount < machines) {
      throw new BenchException(
          "--amount: found "
              + amount
              + ", wanted at least one for each of "
              + machines
              + " agents");
    }
  }

  private static Crowd crowd(Crowd whole, int own) {
    return new Crowd(
        own,
        Math.max(1, (int) ((long) whole.concurrency() * own / whole.amount())),
        whole.connectRate() * own / whole.amount(),
        whole.channels(),
        whole.subscriptions(),
        whole.channel(),
        whole.threads());
  }
}
