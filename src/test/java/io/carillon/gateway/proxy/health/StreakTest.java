package io.carillon.gateway.proxy.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.config.HealthConfig;
import io.carillon.gateway.proxy.pool.Health;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rows of checks say together, with a rise of 2 and a fall of 3. */
class StreakTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final HealthConfig CONFIG =
      new HealthConfig(HealthConfig.Type.TCP, "/", "", 200, 399, "", SECOND, SECOND, 2, 3);

  @ParameterizedTest(name = "{0} after {1}")
  @CsvSource({
    "UP,   +",
    "DOWN, -",
    "UP,   +--",
    "DOWN, +---",
    "UP,   +--+--",
    "DOWN, +--+---",
    "DOWN, -+",
    "UP,   -++",
    "DOWN, -+-+",
    "UP,   -+-++",
    "UP,   -++--",
    "DOWN, -++---+",
  })
  void theFirstCheckIsBelievedAndThenOnlyRows(Health expected, String checks) {
    Streak streak = new Streak(CONFIG, Health.UNKNOWN);
    Health health = Health.UNKNOWN;
    for (int i = 0; i < checks.length(); i++) {
      health = streak.on(checks.charAt(i) == '+');
    }

    assertEquals(expected, health);
  }
}
