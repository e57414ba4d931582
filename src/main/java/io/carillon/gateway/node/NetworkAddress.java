package io.carillon.gateway.node;

/** How a person reaches an address that a listener is bound to. */
public final class NetworkAddress {
  private NetworkAddress() {}

  /** The host as it stands in a URL; for "any address", that of this machine. */
  public static String reachable(String host) {
    if (host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]")) {
      return "127.0.0.1";
    }
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }
}
