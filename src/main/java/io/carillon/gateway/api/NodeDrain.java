package io.carillon.gateway.api;

import java.time.Duration;

/** Parts this node from its clients, so that it can be ended. Callable from any thread. */
public interface NodeDrain {
  /** How far it is; begins it first, unless it has begun. The node stays up when it is done. */
  Progress begin();

  /**
   * How far it is; takes it back first, if no client was sent away yet.
   *
   * @throws io.carillon.gateway.error.GatewayException with {@code CONFLICT} when it is too late,
   *     or the node is going to end
   */
  Progress cancel();

  /** How far it is. */
  Progress progress();

  /** Where a node stands on its way. */
  enum State {
    /** It takes clients, as far as all else is well. */
    SERVING,
    /** It says that it is not ready and serves on, so that load balancers notice. */
    WAITING,
    /** It takes nobody any more, and asks those it has to come back. */
    CLOSING,
    /** Nobody is left. */
    DRAINED
  }

  /**
   * How far it is.
   *
   * @param clients that are terminated here, now
   * @param links that are relayed here, now
   * @param left until the next state at the latest; zero where nothing presses
   */
  record Progress(State state, long clients, long links, Duration left) {}
}
