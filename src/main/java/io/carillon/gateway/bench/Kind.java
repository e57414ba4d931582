package io.carillon.gateway.bench;

/** What a bench does. */
public enum Kind {
  /** Opens connections and holds them. */
  CONNECT,
  /** Publishes to subscribers. */
  FANOUT,
  /** Sends what comes back on the same connection. */
  ECHO,
  /** The same to two URLs in turn: the first is direct, the second goes through the gateway. */
  PROXY;

  /** Whether what is sent on a connection is to come back on it. */
  public boolean echoes() {
    return this == ECHO || this == PROXY;
  }
}
