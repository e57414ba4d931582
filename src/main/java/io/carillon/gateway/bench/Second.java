package io.carillon.gateway.bench;

import java.util.List;

/**
 * One second of a run.
 *
 * @param at since the run began
 * @param opened connections that began to hear, those that came back included
 * @param closed connections that were lost
 * @param sent messages
 * @param received messages
 * @param failures connections that could not be made, and messages that were not accepted
 * @param delivery latencies of what was received in it, in warm-up and drain as well
 * @param reconnect how long those connections were away that came back in it
 * @param silenceNanos the longest time without a message of one connection that ended in it
 */
public record Second(
    long at,
    long opened,
    long closed,
    long sent,
    long received,
    long failures,
    Latencies delivery,
    Latencies reconnect,
    long silenceNanos) {

  Second later(long by) {
    return new Second(
        at + by, opened, closed, sent, received, failures, delivery, reconnect, silenceNanos);
  }

  /** Adds up what was seen of the same second. */
  static Second merge(List<Second> seconds) {
    return new Second(
        seconds.get(0).at,
        seconds.stream().mapToLong(Second::opened).sum(),
        seconds.stream().mapToLong(Second::closed).sum(),
        seconds.stream().mapToLong(Second::sent).sum(),
        seconds.stream().mapToLong(Second::received).sum(),
        seconds.stream().mapToLong(Second::failures).sum(),
        Latencies.merge(seconds.stream().map(Second::delivery).toList()),
        Latencies.merge(seconds.stream().map(Second::reconnect).toList()),
        seconds.stream().mapToLong(Second::silenceNanos).max().orElse(0));
  }
}
