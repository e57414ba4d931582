package io.carillon.gateway.broker.redis;

/**
 * Where a server listens.
 *
 * @param host a name, or an address; IPv6 without brackets
 */
record RedisAddress(String host, int port) {
  /** Of {@code host:port}, with brackets around IPv6 or not. */
  static RedisAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return new RedisAddress(
        bracketed ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(text.substring(colon + 1)));
  }

  /** What a server means that names no host: its own. */
  RedisAddress seenFrom(RedisAddress asked) {
    return host.isEmpty() || host.equals("?") ? new RedisAddress(asked.host, port) : this;
  }

  /** As the client library wants it. */
  String url(boolean tls, int database) {
    String scheme = tls ? "rediss://" : "redis://";
    return scheme + this + (database == 0 ? "" : "/" + database);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
