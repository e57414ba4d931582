package io.carillon.gateway.proxy.tally;

import java.util.Locale;

/** Who ended a link. */
public enum Closer {
  CLIENT,
  TARGET,
  GATEWAY;

  /** As logs and metrics have it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
