package io.carillon.gateway.proxy.sticky;

import java.util.regex.Pattern;

/** The query of a request of Engine.IO. Stateless. */
final class EngineIoQuery {
  private static final Pattern SID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private EngineIoQuery() {}

  /** The session a request belongs to; null when it names none, or one that no server gives. */
  static String sid(String uri) {
    String sid = value(uri, "sid=");
    return sid != null && isSid(sid) ? sid : null;
  }

  /** Whether it may be a session id: 1 to 64 characters of base64url. */
  static boolean isSid(String text) {
    return SID.matcher(text).matches();
  }

  /** Whether it asks for a new session whose id comes in the body of the answer. */
  static boolean isHandshake(String uri) {
    return isPoll(uri) && value(uri, "EIO=") != null && value(uri, "sid=") == null;
  }

  /** Whether it asks for packets, or brings some, without a WebSocket. */
  static boolean isPoll(String uri) {
    return "polling".equals(value(uri, "transport="));
  }

  // What stands after `name=`; as it was sent, since what is looked for is never percent-encoded.
  private static String value(String uri, String name) {
    int at = uri.indexOf('?');
    while (at >= 0) {
      int from = at + 1;
      at = uri.indexOf('&', from);
      if (uri.startsWith(name, from)) {
        return uri.substring(from + name.length(), at < 0 ? uri.length() : at);
      }
    }
    return null;
  }
}
