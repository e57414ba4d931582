package io.carillon.gateway.proxy.log;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Locale;
import java.util.Set;

/** What may be shown of a request target: everything but credentials. Stateless. */
final class Redaction {
  private static final String SECRET = "***";

  /** Of tokens, and of sessions of Engine.IO: whoever knows one of these takes the session over. */
  private static final Set<String> SECRETS = Set.of("token", "access_token", "sid");

  private Redaction() {}

  /** The target without the values of {@link #SECRETS}, nor a password. */
  static String of(String target) {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    StringBuilder shown = new StringBuilder(target.length());
    shown.append(withoutUser(path));
    if (query >= 0) {
      shown.append('?');
      redact(target, query + 1, shown);
    }
    return shown.toString();
  }

  // A parameter ends as those do who read it: at an ampersand or a semicolon.
  private static void redact(String target, int from, StringBuilder shown) {
    int begin = from;
    for (int i = from; i <= target.length(); i++) {
      if (i == target.length() || target.charAt(i) == '&' || target.charAt(i) == ';') {
        parameter(target.substring(begin, i), shown);
        if (i < target.length()) {
          shown.append(target.charAt(i));
        }
        begin = i + 1;
      }
    }
  }

  private static void parameter(String parameter, StringBuilder shown) {
    int equals = parameter.indexOf('=');
    if (equals >= 0 && isSecret(parameter.substring(0, equals))) {
      shown.append(parameter, 0, equals + 1).append(SECRET);
    } else {
      shown.append(parameter);
    }
  }

  private static boolean isSecret(String name) {
    String plain = name;
    if (name.indexOf('%') >= 0 || name.indexOf('+') >= 0) {
      try {
        plain = QueryStringDecoder.decodeComponent(name);
      } catch (IllegalArgumentException malformed) {
        return true; // nobody can read it, so nobody misses it
      }
    }
    plain = plain.trim();
    return SECRETS.contains(plain.toLowerCase(Locale.ROOT));
  }

  // The absolute form may name a user.
  private static String withoutUser(String path) {
    int scheme = path.startsWith("/") ? -1 : path.indexOf("://");
    int slash = path.indexOf('/', scheme + 3);
    int at = path.lastIndexOf('@', slash < 0 ? path.length() : slash);
    return scheme < 0 || at < scheme
        ? path
        : path.substring(0, scheme + 3) + SECRET + path.substring(at);
  }

  /** Control characters, which could end a line or talk to a terminal. */
  static boolean isUnprintable(char c) {
    return c < ' ' || (c >= 0x7f && c < 0xa0) || c == '\u2028' || c == '\u2029';
  }
}
