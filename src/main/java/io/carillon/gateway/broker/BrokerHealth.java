package io.carillon.gateway.broker;

/**
 * How well a broker can do its part at one moment, as far as this node knows.
 *
 * @param detail one line for operators: what is wrong, or what it stands on when nothing is
 */
public record BrokerHealth(State state, String detail) {
  /** What works. */
  public enum State {
    /** Everything. */
    OK,
    /** Publications are taken, or will be in a moment; some wait, or come late. */
    DEGRADED,
    /** Nothing is taken. */
    DOWN
  }

  public static BrokerHealth ok(String detail) {
    return new BrokerHealth(State.OK, detail);
  }

  public static BrokerHealth degraded(String detail) {
    return new BrokerHealth(State.DEGRADED, detail);
  }

  public static BrokerHealth down(String detail) {
    return new BrokerHealth(State.DOWN, detail);
  }
}
