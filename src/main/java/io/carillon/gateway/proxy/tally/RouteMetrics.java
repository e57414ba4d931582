package io.carillon.gateway.proxy.tally;

/** Is told what becomes of the requests of one route. Called on any loop; must not block. */
public interface RouteMetrics {
  /** Counts nothing. */
  RouteMetrics NONE = new RouteMetrics() {};

  /** A request was refused before anything was dialled. */
  default void refused(RefusalReason reason) {}

  /**
   * A handshake was answered, by a target or by us.
   *
   * @param status 101 for a link; 499 when the client was gone before
   * @param nanos since it began
   */
  default void handshake(int status, long nanos) {}

  /**
   * A plain request is over.
   *
   * @param status that was answered; 0 for none
   * @param nanos since it began
   */
  default void request(int status, long nanos) {}

  /** A link began. */
  default void opened() {}

  /**
   * A link is gone.
   *
   * @param code that ended it, as the access log has it
   * @param slow whether it ended since its client did not keep up
   */
  default void closed(int code, boolean slow) {}
}
