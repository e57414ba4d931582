package io.carillon.gateway.proxy.link;

/**
 * For how long something has waited for the client of a link, as exact as the ticks at which it is
 * looked at. Confined to the loop of the link.
 */
final class LinkLag {
  private long queued;

  /** When all that waits now, or more, was waiting already. */
  private long since;

  /** Bytes that had been given to the client at that time, those that waited included. */
  private long given;

  /**
   * Looks at a link that has a lag only while something waits.
   *
   * @param last what came of the last look; null for nothing
   * @return null when nothing waits
   */
  static LinkLag after(LinkLag last, long now, long bytesGiven, long bytesQueued) {
    if (bytesQueued == 0) {
      return null;
    }
    LinkLag lag = last == null ? new LinkLag() : last;
    lag.look(now, bytesGiven, bytesQueued);
    return lag;
  }

  /**
   * Looks at it again.
   *
   * @param bytesGiven to the client so far, those that wait included
   * @param bytesQueued of them that wait
   */
  void look(long now, long bytesGiven, long bytesQueued) {
    boolean wasEmpty = queued == 0;
    queued = bytesQueued;
    if (wasEmpty || bytesGiven - bytesQueued >= given) {
      since = now;
      given = bytesGiven;
    }
  }

  /** Bytes that waited when it was looked at. */
  long queued() {
    return queued;
  }

  /** Nanoseconds that the first of them had waited by then, at least; 0 when none waits. */
  long nanos(long now) {
    return queued == 0 ? 0 : now - since;
  }
}
