package io.carillon.gateway.session;

import java.util.concurrent.TimeUnit;

/** For how long something holds, as the client protocol says it. Stateless. */
final class Ttl {
  // Clients make a timer of it.
  private static final long LONGEST = TimeUnit.DAYS.toSeconds(365);

  private Ttl() {}

  /**
   * From now until then, in seconds; one at least, as the clocks may differ.
   *
   * @param expireAt seconds since 1970; 0 for never, as is the result then
   */
  static int of(long expireAt) {
    long now = System.currentTimeMillis() / 1_000;
    return expireAt == 0 ? 0 : (int) Math.max(1, Math.min(LONGEST, expireAt - now));
  }
}
