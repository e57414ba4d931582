package io.carillon.gateway.proxy.pool;

/** Why a pool has nobody for a client. */
public enum PoolShortage {
  /** It has no targets, or operators want none of them to be used. */
  NONE_ENABLED("no target is enabled"),
  /** Checks or clients found them all broken. */
  NONE_UP("no target is up"),
  /** Each that may be used has as many connections as it may have. */
  ALL_FULL("all targets are full");

  private final String text;

  PoolShortage(String text) {
    this.text = text;
  }

  /** For the client and the log. */
  public String text() {
    return text;
  }
}
