package io.carillon.gateway.session;

/** Hears what waits for the clients of one loop. On that loop. */
@FunctionalInterface
public interface OutboxMetrics {
  /**
   * Once a second.
   *
   * @param bytes of all that do not take at once what is sent to them
   * @param largest of them
   */
  void waiting(long bytes, long largest);
}
