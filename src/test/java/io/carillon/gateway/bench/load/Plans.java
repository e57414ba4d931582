package io.carillon.gateway.bench.load;

import io.carillon.gateway.bench.Crowd;
import io.carillon.gateway.bench.Kind;
import io.carillon.gateway.bench.Load;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Protocol;
import io.carillon.gateway.bench.Share;
import io.carillon.gateway.bench.Target;
import io.carillon.gateway.bench.Times;
import io.carillon.gateway.bench.Traffic;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Small plans, and what comes of them. */
final class Plans {
  private static final int DEADLINE_SECONDS = 50;

  private Plans() {}

  /** Holds so many connections for a moment. */
  static Plan connect(Protocol protocol, int amount, String... urls) {
    return plan(
        Kind.CONNECT, protocol, amount, new Traffic(0, 1, 64, "", "", 0, List.of()), 100, urls);
  }

  /** So many messages a second, published there, for half a second. */
  static Plan fanout(Protocol protocol, int amount, double rate, String publish, String... urls) {
    return plan(
        Kind.FANOUT,
        protocol,
        amount,
        new Traffic(
            rate,
            4,
            100,
            publish,
            "",
            1,
            publish.startsWith("http") ? List.of(publish) : List.of()),
        500,
        urls);
  }

  /** Echoes for half a second; without a rate two on each connection. */
  static Plan echo(Kind kind, int amount, double rate, String... urls) {
    return plan(
        kind, Protocol.RAW, amount, new Traffic(rate, 2, 100, "", "", 0, List.of()), 500, urls);
  }

  private static Plan plan(
      Kind kind, Protocol protocol, int amount, Traffic traffic, long millis, String... urls) {
    return new Plan(
        kind,
        new Target(List.of(urls), protocol, "", "", List.of(), true, ""),
        new Crowd(amount, 10, 0, 1, 1, "bench-{n}", 2),
        traffic,
        new Times(50, millis, 10_000, 20_000),
        Share.whole());
  }

  /** The same on several channels. */
  static Plan on(Plan plan, String channel, int channels, int subscriptions) {
    Crowd crowd = plan.crowd();
    return plan.withCrowd(
        new Crowd(crowd.amount(), crowd.concurrency(), 0, channels, subscriptions, channel, 2));
  }

  /** The same with other times, in milliseconds. */
  static Plan lasting(Plan plan, long duration, long drain, long connect) {
    return new Plan(
        plan.kind(),
        plan.target(),
        plan.crowd(),
        plan.traffic(),
        new Times(0, duration, drain, connect),
        plan.share());
  }

  static Outcome run(Plan plan) throws Exception {
    try (Load load = Run.of(plan)) {
      return load.whole().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
