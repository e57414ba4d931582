package io.carillon.gateway.proxy.request;

/** Which characters may stand where in a head, RFC 9110 section 5. Stateless. */
final class Characters {
  private static final boolean[] IN_TOKEN = new boolean[128];

  static {
    for (char c = '!'; c <= '~'; c++) {
      IN_TOKEN[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }
  }

  private Characters() {}

  /** Names of fields, and methods. */
  static boolean isToken(CharSequence text) {
    int length = text.length();
    return length > 0 && tokenEnd(text, 0) == length;
  }

  /** Where a token that begins at {@code from} ends; {@code from} itself when none does. */
  static int tokenEnd(CharSequence text, int from) {
    int end = from;
    while (end < text.length()
        && text.charAt(end) < IN_TOKEN.length
        && IN_TOKEN[text.charAt(end)]) {
      end++;
    }
    return end;
  }

  /** Values of fields: a tab is the only control character in them. */
  static boolean isValue(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        return false;
      }
    }
    return true;
  }

  /** Request targets: what is not ASCII passes, for many send it and many take it. */
  static boolean isTarget(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == '#' || c == 0x7f || c > 0xff) {
        return false;
      }
    }
    return text.length() > 0;
  }

  /** Host names and addresses with or without a port; coarse, for what is only passed on. */
  static boolean isAuthority(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean fits =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~:[]%!$&'()*+".indexOf(c) >= 0;
      if (!fits) {
        return false;
      }
    }
    return text.length() > 0;
  }
}
