package io.carillon.gateway.proxy.pool;

import io.carillon.gateway.config.EjectionConfig;

/**
 * How long a target is left out. Each time takes longer than the one before; for each stretch as
 * long as its last time that it stayed in, one time is forgotten. {@link #isOn} is callable from
 * any thread, the rest guarded by the target.
 */
final class Ejection {
  private volatile long until;
  private long length;
  private int times;

  /** Whether it is left out at that moment. */
  boolean isOn(long now) {
    return now < until;
  }

  /** When it is used again, or was. */
  long until() {
    return until;
  }

  /** Begins another time and returns how many nanoseconds it takes. */
  long begin(long now, EjectionConfig config) {
    forget(now - until);
    times++;
    long step = Math.max(1, config.time().toNanos());
    long most = config.maxTime().toNanos();
    length = times > most / step ? most : times * step;
    until = now + length;
    return length;
  }

  private void forget(long stayedIn) {
    if (length > 0) {
      times -= (int) Math.min(times, stayedIn / length);
    }
  }
}
