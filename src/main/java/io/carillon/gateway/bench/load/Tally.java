package io.carillon.gateway.bench.load;

import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Failure;
import io.carillon.gateway.bench.Latencies;
import io.carillon.gateway.bench.Part;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What the connections of one side have seen on one loop. Confined to that. */
final class Tally {
  private static final int MOST_FAILURES = 100;

  private final Phases phases;
  private final Histogram connect = Latencies.recorder();
  private final Histogram handshake = Latencies.recorder();
  private final Histogram subscribe = Latencies.recorder();
  private final Histogram publish = Latencies.recorder();
  private final Histogram delivery = Latencies.recorder();
  private final Histogram reconnect = Latencies.recorder();
  private final Map<String, Long> failures = new HashMap<>();
  private final SecondsLog seconds;

  long wanted;
  private long opened;
  private long failed;
  private long closed;
  private long reconnected;
  private long sent;
  private long refused;
  private long received;
  private long measured;
  private long duplicated;
  private long outOfOrder;
  private long recovered;
  private long unrecovered;
  private long foreign;
  private long bytes;
  private long openingNanos;

  Tally(Phases phases) {
    this.phases = phases;
    this.seconds = new SecondsLog(phases);
  }

  /**
   * A connection hears for the first time.
   *
   * @param shaken when the handshake was answered, from when it had to subscribe
   * @param said whether the server said that it hears
   */
  void onOpened(long begun, long shaken, boolean said, long now) {
    opened++;
    openingNanos = now - phases.began();
    connect.recordValue(Math.max(0, now - begun));
    handshake.recordValue(Math.max(0, shaken - begun));
    if (said) {
      subscribe.recordValue(Math.max(0, now - shaken));
    }
    seconds.at(now).opened++;
  }

  void onReopened(long lost, long now) {
    reconnected++;
    long away = Math.max(0, now - lost);
    reconnect.recordValue(away);
    seconds.at(now).reopened(away);
  }

  void onFailed(String why, boolean forGood, long now) {
    failed += forGood ? 1 : 0;
    seconds.at(now).failures++;
    fail(why);
  }

  void onLost(String why, long now) {
    closed++;
    seconds.at(now).closed++;
    fail(why);
  }

  void onSent(long now) {
    sent++;
    seconds.at(now).sent++;
  }

  /**
   * The server has said that it took a message.
   *
   * @param due when that was to be sent
   */
  void onAccepted(long due, long now) {
    if (phases.isMeasured(due)) {
      publish.recordValue(Math.max(0, now - due));
    }
  }

  void onRefused(String why, long now) {
    refused++;
    seconds.at(now).failures++;
    fail(why);
  }

  /**
   * @param due when it was to be sent
   * @param brought whether the connection was away then, and asked for it
   */
  void onReceived(Lane.Seen seen, long due, long now, boolean brought) {
    if (seen == Lane.Seen.AGAIN) {
      duplicated++;
      return;
    }
    received++;
    outOfOrder += seen == Lane.Seen.LATE ? 1 : 0;
    recovered += brought ? 1 : 0;
    measured += phases.isMeasured(now) ? 1 : 0;
    long latency = Math.max(0, now - due);
    seconds.at(now).received(latency);
    if (phases.isMeasured(due)) {
      delivery.recordValue(latency);
    }
  }

  /** A connection was without a message for so long, until now. */
  void onSilence(long nanos, long now) {
    seconds.at(now).silence(nanos);
  }

  /** A message of this run came to somebody who did not ask for its channel. */
  void onStray(long now) {
    duplicated++;
    seconds.at(now).failures++;
    fail("a message came on a connection that should not hear it");
  }

  void onForeign() {
    foreign++;
  }

  void onUnrecovered() {
    unrecovered++;
  }

  void onBytes(int count) {
    bytes += count;
  }

  /** Notes that time goes on, also when nothing happens. */
  void tick(long now) {
    seconds.at(now);
  }

  private void fail(String why) {
    if (failures.size() < MOST_FAILURES || failures.containsKey(why)) {
      failures.merge(why, 1L, Long::sum);
    } else {
      failures.merge("other failures", 1L, Long::sum);
    }
  }

  /** What is known while it goes on. */
  Counters counters() {
    return counters(0, 0, 0, 0);
  }

  Counters counters(long gone, long expected, long lost, long measuredNanos) {
    return new Counters(
        wanted,
        opened,
        failed,
        closed,
        reconnected,
        gone,
        sent,
        refused,
        expected,
        received,
        measured,
        lost,
        duplicated,
        outOfOrder,
        recovered,
        unrecovered,
        foreign,
        bytes,
        measuredNanos,
        openingNanos);
  }

  /** All of it. */
  Part part(String name, Counters counters, Histogram silence) {
    List<Failure> all =
        failures.entrySet().stream()
            .map(entry -> new Failure(entry.getKey(), entry.getValue()))
            .toList();
    return new Part(
        name,
        counters,
        Latencies.of(connect),
        Latencies.of(handshake),
        Latencies.of(subscribe),
        Latencies.of(publish),
        Latencies.of(delivery),
        Latencies.of(reconnect),
        Latencies.of(silence),
        seconds.all(),
        all);
  }
}
