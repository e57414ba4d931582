package io.carillon.gateway.proxy.sticky;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a node remembers of sessions is bounded, and tells when to renew them. */
class SidCacheTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final SessionHome HOME = new SessionHome("left", Duration.ofSeconds(30));

  private final SidCache cache = new SidCache(2);

  @Test
  void sessionThatWasNotUsedForLongestGoes() {
    cache.put("a", HOME, 0);
    cache.put("b", HOME, 0);
    cache.get("a");
    cache.put("c", HOME, 0);

    assertEquals(HOME, cache.get("a"));
    assertNull(cache.get("b"));
    assertEquals(HOME, cache.get("c"));
  }

  @Test
  void sessionIsRenewedOnceInAThirdOfItsTime() {
    cache.put("a", HOME, -SECOND);

    assertFalse(cache.isDue("a", 8 * SECOND));
    assertTrue(cache.isDue("a", 9 * SECOND));
    assertFalse(cache.isDue("a", 9 * SECOND));
    assertTrue(cache.isDue("a", 19 * SECOND));
  }

  @Test
  void sessionThatIsGoneIsNotRenewed() {
    assertFalse(cache.isDue("a", 100 * SECOND));
  }
}
