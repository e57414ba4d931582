package io.carillon.gateway.config;

import java.util.Collection;
import java.util.Comparator;

/** Guesses what somebody meant. */
final class Hints {
  private Hints() {}

  /** {@code "; did you mean …?"}, or nothing when no candidate is near. */
  static String nearest(String word, Collection<String> candidates) {
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
        .filter(candidate -> distance(word, candidate) <= Math.max(2, word.length() / 4))
        .map(candidate -> "; did you mean " + candidate + "?")
        .orElse("");
  }

  // Letters to insert, remove or replace; words longer than any key are near to none.
  private static int distance(String one, String other) {
    if (Math.abs(one.length() - other.length()) > 16 || one.length() > 80) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = diagonal + (same(one.charAt(i - 1), other.charAt(j - 1)) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }

  private static boolean same(char one, char other) {
    return Character.toLowerCase(one) == Character.toLowerCase(other);
  }
}
