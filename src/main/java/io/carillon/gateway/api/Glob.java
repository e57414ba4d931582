package io.carillon.gateway.api;

/**
 * A pattern in which {@code *} stands for any characters and {@code ?} for one; the empty pattern
 * matches all.
 */
public record Glob(String pattern) {
  /**
   * Whether the whole name fits. Takes time proportional to name and pattern, whatever they hold.
   */
  public boolean matches(String name) {
    if (pattern.isEmpty()) {
      return true;
    }
    int at = 0;
    int in = 0;
    int star = -1;
    int retry = 0;
    while (in < name.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        retry = in;
      } else if (at < pattern.length() && fits(pattern.charAt(at), name.charAt(in))) {
        at++;
        in++;
      } else if (star >= 0) {
        at = star + 1;
        in = ++retry;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }

  private static boolean fits(char wanted, char found) {
    return wanted == '?' || wanted == found;
  }
}
