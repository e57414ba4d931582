package io.carillon.gateway.proxy.request;

import java.util.Locale;
import java.util.Set;

/**
 * Fields that concern one connection and so never pass a proxy, in a request or in an answer: RFC
 * 9110 sections 7.6.1, 11.7 and 6.6.2. What {@code Connection} names comes on top. Stateless.
 */
public final class HopByHop {
  private static final Set<String> NAMES =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authentication-info",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private HopByHop() {}

  /**
   * @param name in any case
   */
  public static boolean contains(CharSequence name) {
    return NAMES.contains(name.toString().toLowerCase(Locale.ROOT));
  }
}
