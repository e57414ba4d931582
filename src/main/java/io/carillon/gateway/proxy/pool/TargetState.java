package io.carillon.gateway.proxy.pool;

import java.util.Locale;

/** What a target is to operators: the first of these that holds, but for {@link #UP}. */
public enum TargetState {
  /** Checks found it well. */
  UP,
  /** Nobody checks it, or not yet; it is used as if it were up. */
  UNCHECKED,
  /** Operators want nobody to get to it. */
  MAINTENANCE,
  /** Operators want nobody new to get to it. */
  DRAINING,
  /** Checks found it broken. */
  DOWN,
  /** Clients found it broken; it is left out for a while. */
  EJECTED;

  /** As it is written wherever operators see it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
