package io.carillon.gateway.node;

/** How a person reaches an address that a listener is bound to. */
public final class NetworkAddress {
  private NetworkAddress() {}

  /** Whether it stands for all addresses of this machine. */
  static boolean isAny(String host) {
    return host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
  }

  /** The host as it stands in a URL; for "any address", that of this machine. */
  public static String reachable(String host) {
    if (isAny(host)) {
      return "127.0.0.1";
    }
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }
}
