package io.carillon.gateway.config;

/** What a complaint may show of a text that somebody wrote: little of it, on one line. */
final class Shown {
  private static final int MOST = 60;

  private Shown() {}

  /** The text in quotes, cut when it is long. */
  static String value(String text) {
    return text.isEmpty() ? "nothing" : "'" + start(text) + "'";
  }

  /** As {@link #value}, without the quotes. */
  static String start(String text) {
    return text.length() > MOST ? text.substring(0, MOST) + "…" : text;
  }

  /** The whole text, without line breaks and other control characters. */
  static String oneLine(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.chars()
        .forEach(c -> shown.append(isPrintable((char) c) ? (char) c : String.format("\\u%04x", c)));
    return shown.toString();
  }

  /**
   * A key that nobody knows. YAML reads {@code {apiKey:secret}}, without a blank, as one key: so
   * what follows a colon may be a secret.
   */
  static String unknownKey(String key) {
    int end = 0;
    while (end < key.length() && ":= \t".indexOf(key.charAt(end)) < 0) {
      end++;
    }
    return start(key.substring(0, end)) + (end < key.length() ? "…" : "");
  }

  // Line and paragraph separators break lines too; a half of a surrogate pair prints as nothing.
  private static boolean isPrintable(char c) {
    return !Character.isISOControl(c)
        && !Character.isSurrogate(c)
        && Character.getType(c) != Character.LINE_SEPARATOR
        && Character.getType(c) != Character.PARAGRAPH_SEPARATOR
        && Character.getType(c) != Character.FORMAT;
  }
}
