package io.carillon.gateway.bench;

/**
 * What is counted; what is lost, doubled or out of order is so for a (connection, channel).
 *
 * @param wanted connections
 * @param opened connections that heard, each counted once
 * @param failed connections that were never made
 * @param closed connections that were lost after they had been made, as often as that happened
 * @param reconnected how often one of these was made again
 * @param gone connections that had been made and were not there at the end
 * @param sent messages, whether or not the server accepted them
 * @param refused messages that the server did not accept, or never answered
 * @param expected deliveries of what was sent
 * @param received deliveries, each counted once however often it came
 * @param measured those of them in the measured time
 * @param lost deliveries that did not come until the end
 * @param duplicated deliveries beyond the first, or to a connection that should not hear them
 * @param outOfOrder deliveries after a later one
 * @param recovered deliveries that came after a reconnect as what was missed
 * @param unrecovered how often a server said that it cannot bring what was missed
 * @param foreign messages without a marker of this run
 * @param bytes received, as they came from the socket
 * @param measuredNanos how long the measured time was; the rates are what is measured by this
 * @param openingNanos from the first connection to the last
 */
public record Counters(
    long wanted,
    long opened,
    long failed,
    long closed,
    long reconnected,
    long gone,
    long sent,
    long refused,
    long expected,
    long received,
    long measured,
    long lost,
    long duplicated,
    long outOfOrder,
    long recovered,
    long unrecovered,
    long foreign,
    long bytes,
    long measuredNanos,
    long openingNanos) {
  public static final Counters NONE =
      new Counters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** The sum, but of times the longer. */
  public Counters plus(Counters other) {
    return new Counters(
        wanted + other.wanted,
        opened + other.opened,
        failed + other.failed,
        closed + other.closed,
        reconnected + other.reconnected,
        gone + other.gone,
        sent + other.sent,
        refused + other.refused,
        expected + other.expected,
        received + other.received,
        measured + other.measured,
        lost + other.lost,
        duplicated + other.duplicated,
        outOfOrder + other.outOfOrder,
        recovered + other.recovered,
        unrecovered + other.unrecovered,
        foreign + other.foreign,
        bytes + other.bytes,
        Math.max(measuredNanos, other.measuredNanos),
        Math.max(openingNanos, other.openingNanos));
  }

  /**
   * Whether all connections were made and are there, and all messages arrived once and in order.
   * Connections may have been lost and made again: what to think of it depends on what was done.
   */
  public boolean clean() {
    return failed == 0
        && gone == 0
        && refused == 0
        && lost == 0
        && duplicated == 0
        && outOfOrder == 0;
  }

  /** Connections that were never tried, since the run was ended before. */
  public long notBegun() {
    return Math.max(0, wanted - opened - failed);
  }

  /** Measured deliveries in a second. */
  public double deliveryRate() {
    return measuredNanos == 0 ? 0 : measured * 1e9 / measuredNanos;
  }

  /** Connections opened in a second, from the first to the last. */
  public double connectRate() {
    return openingNanos == 0 ? 0 : opened * 1e9 / openingNanos;
  }
}
