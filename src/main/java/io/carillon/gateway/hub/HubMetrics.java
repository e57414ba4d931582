package io.carillon.gateway.hub;

/**
 * Counts what one event loop does for its subscribers. All calls on that loop, and none of them for
 * a single delivery but where it stands alone.
 */
public interface HubMetrics {
  /** Counts nothing. */
  HubMetrics NONE =
      new HubMetrics() {
        @Override
        public void subscriptions(int change) {}

        @Override
        public void delivered(String form, long messages, long bytes) {}

        @Override
        public void reached(long nanos, long deliveries) {}
      };

  /** So many more subscribers listen, or fewer. */
  void subscriptions(int change);

  /**
   * Events were written to subscribers.
   *
   * @param form see {@link PushEncoder#form}
   * @param messages each event once for each subscriber
   * @param bytes on the wire, as the form has them
   */
  void delivered(String form, long messages, long bytes);

  /**
   * An event reached the sockets of so many subscribers.
   *
   * @param nanos from its arrival at this node to the end of the flush
   */
  void reached(long nanos, long deliveries);
}
