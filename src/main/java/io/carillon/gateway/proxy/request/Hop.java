package io.carillon.gateway.proxy.request;

import io.netty.util.NetUtil;

/**
 * A machine that a request came by.
 *
 * @param host its address, a literal without brackets or zone; null when it is not told
 * @param port 0 when it is not told
 */
record Hop(String host, int port) {
  /** One that is not told. */
  static final Hop HIDDEN = new Hop(null, 0);

  private static final int MOST_PORT = 65_535;
  private static final int IPV4_BYTES = 4;
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  /**
   * Reads an entry of {@code X-Forwarded-For}: an address, maybe with a port as some load balancers
   * write it. Null when it is malformed.
   */
  static Hop entry(String text) {
    if (!text.startsWith("[") && text.indexOf(':') != text.lastIndexOf(':')) {
      String host = literal(text);
      return host == null ? null : new Hop(host, 0);
    }
    Hop hop = node(text);
    return hop == null || hop.host == null ? null : hop;
  }

  /** Reads a node of {@code Forwarded}, RFC 7239 section 6. Null when it is malformed. */
  static Hop node(String text) {
    int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
    if (end < 0 || end == text.length()) {
      return of(text, 0);
    }
    if (text.charAt(end) != ':') {
      return null;
    }
    boolean hidden = isObfuscated(text.substring(end + 1));
    int port = hidden ? 0 : port(text.substring(end + 1));
    return port < 0 ? null : of(text.substring(0, end), port);
  }

  private static Hop of(String name, int port) {
    if (isObfuscated(name) || name.equalsIgnoreCase("unknown")) {
      return HIDDEN;
    }
    boolean bracketed = name.startsWith("[") && name.endsWith("]");
    String host = literal(bracketed ? name.substring(1, name.length() - 1) : name);
    // Brackets and colons belong together.
    return host == null || bracketed != (host.indexOf(':') >= 0) ? null : new Hop(host, port);
  }

  private static boolean isObfuscated(String text) {
    return text.length() > 1 && text.charAt(0) == '_' && Characters.isToken(text);
  }

  /** A number from 1 to 65535; -1 for anything else. */
  static int port(String text) {
    if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    int port = Integer.parseInt(text);
    return port < 1 || port > MOST_PORT ? -1 : port;
  }

  /**
   * An address as RFC 5952 wants it written, or as IPv4 when it is one within IPv6; null when it is
   * none.
   */
  static String literal(String text) {
    if (text.indexOf(':') < 0) {
      return NetUtil.isValidIpV4Address(text) ? text : null;
    }
    int zone = text.indexOf('%');
    byte[] bytes =
        NetUtil.createByteArrayFromIpAddressString(zone < 0 ? text : text.substring(0, zone));
    if (bytes == null) {
      return null;
    }
    for (int i = 0; i < MAPPED.length; i++) {
      if (bytes[i] != MAPPED[i]) {
        return NetUtil.bytesToIpAddress(bytes);
      }
    }
    return NetUtil.bytesToIpAddress(bytes, MAPPED.length, IPV4_BYTES);
  }

  /** As an entry of {@code X-Forwarded-For}. */
  String asEntry() {
    return host == null ? "unknown" : host;
  }

  /** As a parameter of {@code Forwarded}. */
  String asNode() {
    if (host == null) {
      return "for=unknown";
    }
    return host.indexOf(':') < 0 ? "for=" + host : "for=\"[" + host + "]\"";
  }
}
