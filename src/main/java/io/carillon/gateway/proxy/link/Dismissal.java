package io.carillon.gateway.proxy.link;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells links of one loop to come back elsewhere, one after the other in no order, so that whoever
 * takes them is not stormed. Forgets those that go by themselves, and leaves those to a later one
 * that means them too. Confined to the loop.
 */
final class Dismissal {
  private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int ROUNDS_PER_SWEEP = 50;

  private final EventLoop loop;

  /** Those of its loop that have not ended, this one among them. */
  private final List<Dismissal> running;

  /** Who is still to be told; the next is the last. */
  private final List<RelayedLink> links;

  private final int code;
  private final String reason;
  private final double perRound;
  private final Promise<Integer> done;
  private double due;
  private int told;
  private int rounds;

  private Dismissal(
      EventLoop loop,
      List<Dismissal> running,
      List<RelayedLink> links,
      int code,
      String reason,
      double perRound,
      Promise<Integer> done) {
    this.loop = loop;
    this.running = running;
    this.links = links;
    this.code = code;
    this.reason = reason;
    this.perRound = perRound;
    this.done = done;
  }

  /** Begins, so many a second. From any thread. */
  static Future<Integer> begin(
      EventLoop loop,
      List<Dismissal> running,
      Supplier<List<RelayedLink>> who,
      int code,
      String reason,
      double perSecond) {
    return begin(
        loop,
        running,
        who,
        code,
        reason,
        links -> perSecond * ROUND_NANOS / Duration.ofSeconds(1).toNanos());
  }

  /** Begins, to be done after so long. From any thread. */
  static Future<Integer> begin(
      EventLoop loop,
      List<Dismissal> running,
      Supplier<List<RelayedLink>> who,
      int code,
      String reason,
      Duration spread) {
    long rounds = Math.max(1, spread.toNanos() / ROUND_NANOS);
    return begin(loop, running, who, code, reason, links -> (double) links / rounds);
  }

  private static Future<Integer> begin(
      EventLoop loop,
      List<Dismissal> running,
      Supplier<List<RelayedLink>> who,
      int code,
      String reason,
      Rate perRound) {
    Promise<Integer> done = Promise.promise();
    loop.execute(
        () -> {
          List<RelayedLink> links = who.get();
          Collections.shuffle(links);
          Set<RelayedLink> mine = new HashSet<>(links); // of objects: links have no equality
          running.forEach(older -> older.links.removeIf(mine::contains));
          Dismissal newest =
              new Dismissal(loop, running, links, code, reason, perRound.of(links.size()), done);
          running.add(newest);
          newest.round();
        });
    return done.future();
  }

  private void round() {
    if (++rounds % ROUNDS_PER_SWEEP == 0) {
      links.removeIf(RelayedLink::isGone);
    }
    due += perRound;
    while (!links.isEmpty() && told < due) {
      RelayedLink next = links.remove(links.size() - 1);
      if (!next.isGone()) {
        next.close(code, reason);
        told++;
      }
    }
    if (links.isEmpty()) {
      running.remove(this);
      done.complete(told);
    } else {
      loop.schedule(this::round, ROUND_NANOS, TimeUnit.NANOSECONDS);
    }
  }

  private interface Rate {
    double of(int links);
  }
}
