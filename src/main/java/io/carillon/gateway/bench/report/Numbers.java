package io.carillon.gateway.bench.report;

import java.util.Locale;

/** Numbers as people compare them: three significant digits, a dash for none. */
final class Numbers {
  static final String NONE = "–";

  private static final String[] PREFIXES = {"", " k", " M", " G", " T"};

  private Numbers() {}

  /** A count, with its thousands apart. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A count of something whose plural ends with s. */
  static String many(long count, String what) {
    return count(count) + " " + what + (count == 1 ? "" : "s");
  }

  /** Nanoseconds as milliseconds. */
  static String millis(double nanos) {
    return digits(nanos / 1e6);
  }

  /** Something in a second, or bytes, with a prefix. */
  static String large(double value) {
    int prefix = 0;
    double rest = value;
    while (rest >= 999.5 && prefix < PREFIXES.length - 1) {
      rest /= 1000;
      prefix++;
    }
    return digits(rest) + PREFIXES[prefix];
  }

  /** Milliseconds as seconds. */
  static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
  }

  /** Three significant digits, or the whole number where that has more. */
  static String digits(double value) {
    double size = Math.abs(value);
    if (size < 0.0005) {
      return "0";
    }
    int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
