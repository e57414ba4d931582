package io.carillon.gateway.proxy.health;

import io.carillon.gateway.config.HealthConfig;
import io.carillon.gateway.proxy.pool.Health;

/**
 * What the last checks of a target say together. The first one is believed at once, so that a dead
 * target is not used until it has failed often enough; from then on it takes {@code fall} failures
 * or {@code rise} successes in a row to be convinced of the contrary.
 */
final class Streak {
  private final HealthConfig config;
  private Health health;
  private int against;

  /**
   * @param health what is known before
   */
  Streak(HealthConfig config, Health health) {
    this.config = config;
    this.health = health;
  }

  /** Takes in one more check and returns what holds now. */
  Health on(boolean passed) {
    Health said = passed ? Health.UP : Health.DOWN;
    if (said == health) {
      against = 0;
    } else if (health == Health.UNKNOWN || ++against >= (passed ? config.rise() : config.fall())) {
      health = said;
      against = 0;
    }
    return health;
  }
}
