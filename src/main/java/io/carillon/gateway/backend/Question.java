package io.carillon.gateway.backend;

import java.util.Locale;

/** What is asked; also a metric tag. */
public enum Question {
  CONNECT,
  REFRESH,
  SUBSCRIBE,
  SUB_REFRESH,
  PUBLISH,
  RPC;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** As it stands in URLs and metrics. */
  public String word() {
    return word;
  }
}
