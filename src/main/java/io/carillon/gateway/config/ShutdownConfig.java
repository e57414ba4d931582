package io.carillon.gateway.config;

import java.time.Duration;

/**
 * How a node parts with its clients.
 *
 * @param notReadyFor for which it says that it is not ready and serves on, so that load balancers
 *     notice; zero for not at all
 * @param rate how many clients a second are asked to come back when there is time for it
 * @param window within which all are asked, at a higher rate when that one will not do
 * @param deadline after which whoever is left is cut, from when the first was asked; longer than
 *     {@code window}
 */
public record ShutdownConfig(Duration notReadyFor, int rate, Duration window, Duration deadline) {
  /** For how long this takes at most. */
  public Duration longest() {
    return notReadyFor.plus(deadline);
  }
}
