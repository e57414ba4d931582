package io.carillon.gateway.proxy.request;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Fields that concern one connection and so never pass a proxy, in a request, in an answer or
 * behind a body: RFC 9110 sections 7.6.1, 11.7 and 6.6.2. Stateless.
 *
 * <p>What {@code Connection} names comes on top, but for what is meant for all who read a message:
 * no option may be called so, and whoever does it all the same is not to hide from the other end
 * how long a body is, what a cookie is set to, or that a handshake was understood.
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

  private static final Set<String> END_TO_END =
      Set.of(
          "authorization",
          "cache-control",
          "content-encoding",
          "content-length",
          "content-range",
          "content-type",
          "cookie",
          "expect",
          "host",
          "location",
          "origin",
          "set-cookie",
          "vary",
          "www-authenticate");

  private static final String WEBSOCKET = "sec-websocket-";

  /** An option that is no field. */
  private static final String CLOSE = "close";

  private HopByHop() {}

  /**
   * The fields that a message gives up by naming them.
   *
   * @param connection lines of its {@code Connection}
   * @return in lower case, for {@link #isForOneHop}
   */
  public static Set<String> named(List<String> connection) {
    Set<String> named = Set.of();
    for (String line : connection) {
      named = named(line, named);
    }
    return named;
  }

  /** Adds the fields that another line of {@code Connection} names to those of the lines before. */
  static Set<String> named(CharSequence line, Set<String> before) {
    Set<String> named = before;
    for (String option : line.toString().split(",")) {
      String name = option.trim().toLowerCase(Locale.ROOT);
      if (mayBeNamed(name)) {
        if (named.isEmpty()) {
          named = new HashSet<>(4);
        }
        named.add(name);
      }
    }
    return named;
  }

  private static boolean mayBeNamed(String name) {
    return !name.isEmpty()
        && !name.equals(CLOSE)
        && !NAMES.contains(name)
        && !END_TO_END.contains(name)
        && !name.startsWith(WEBSOCKET);
  }

  /**
   * Whether a field is for one connection only.
   *
   * @param name in any case
   * @param named what {@link #named} made of the same message
   */
  public static boolean isForOneHop(CharSequence name, Set<String> named) {
    String lower = name.toString().toLowerCase(Locale.ROOT);
    return NAMES.contains(lower) || named.contains(lower);
  }
}
