package io.carillon.gateway.config;

/**
 * Paths as routes are compared with, so that no other spelling gets around what a route demands:
 * letters, digits and {@code -._~} never escaped, which means the same by RFC 3986 section 6.2.2.2;
 * and, since the target may be one of the servers that take these for the same, an escaped slash
 * and a backslash as a slash, slashes in a row as one, and segments without what follows a
 * semicolon. Stateless.
 */
public final class NormalPath {
  private static final int ESCAPE = 3;

  private NormalPath() {}

  /**
   * The normal form of a path; without an allocation when it is that already.
   *
   * @return null when a segment is {@code .} or {@code ..}: a target may resolve it and end up
   *     under another route
   */
  public static String of(String path) {
    String normal = isNormal(path) ? path : normalized(path);
    return hasDots(normal) ? null : normal;
  }

  /**
   * Where, in a path as it came, that begins which follows so many slashes of its normal form; of
   * slashes in a row, the first.
   *
   * @return -1 when it has not so many
   */
  public static int afterSlashes(String path, int slashes) {
    int at = 0;
    for (int i = 0; i < slashes; i++) {
      int slash = endOfSegment(path, i == 0 ? at : endOfSlashes(path, at));
      if (slash == path.length()) {
        return -1;
      }
      at = slash + slash(path, slash);
    }
    return at;
  }

  private static boolean isNormal(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '%' || c == '\\' || c == ';' || (c == '/' && path.startsWith("/", i + 1))) {
        return false;
      }
    }
    return true;
  }

  private static String normalized(String path) {
    StringBuilder normal = new StringBuilder(path.length());
    int at = 0;
    while (at < path.length()) {
      char c = path.charAt(at);
      int octet = PercentText.octet(path, at, path.length());
      if (slash(path, at) > 0) {
        normal.append('/');
        at = endOfSlashes(path, at);
      } else if (c == ';') {
        at = endOfSegment(path, at);
      } else if (c == '%' && octet >= 0 && isUnreserved((char) octet)) {
        normal.append((char) octet);
        at += ESCAPE;
      } else {
        normal.append(c);
        at++;
      }
    }
    return normal.toString();
  }

  // How long the slash is that stands there; 0 when none does.
  private static int slash(String path, int at) {
    char c = path.charAt(at);
    if (c != '%') {
      return c == '/' || c == '\\' ? 1 : 0;
    }
    int octet = PercentText.octet(path, at, path.length());
    return octet == '/' || octet == '\\' ? ESCAPE : 0;
  }

  private static int endOfSegment(String path, int from) {
    int at = from;
    while (at < path.length() && slash(path, at) == 0) {
      at++;
    }
    return at;
  }

  // Segments of a parameter alone are empty ones, between two slashes in a row.
  private static int endOfSlashes(String path, int from) {
    int at = from;
    while (at < path.length()) {
      int next = path.charAt(at) == ';' ? endOfSegment(path, at) : at + slash(path, at);
      if (next == at || (next == path.length() && path.charAt(at) == ';')) {
        return at;
      }
      at = next;
    }
    return at;
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-._~".indexOf(c) >= 0;
  }

  private static boolean hasDots(String path) {
    for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
      if (dot == 0 || path.charAt(dot - 1) == '/') {
        int end = path.startsWith("..", dot) ? dot + 2 : dot + 1;
        if (end == path.length() || path.charAt(end) == '/') {
          return true;
        }
      }
    }
    return false;
  }
}
