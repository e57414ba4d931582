package io.carillon.gateway.filter;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * The leaves of a filter, each made into a condition once. A tag that is not there is in no
 * comparison but those that deny one, and {@code in}, which takes it for the empty text, as the
 * reference server does. Stateless.
 */
final class Comparison {
  /** Longer ones are no numbers: nobody is to spend our time with digits. */
  private static final int MOST_DIGITS = 200;

  private Comparison() {}

  static Predicate<Map<String, String>> of(FilterNode leaf) {
    String key = leaf.key();
    String val = leaf.val();
    boolean existence = leaf.cmp().equals("ex") || leaf.cmp().equals("nex");
    TagFilter.check(existence || !key.isEmpty(), "no key");
    return switch (leaf.cmp()) {
      case "ex" -> none(leaf, tags -> tags.containsKey(key));
      case "nex" -> none(leaf, tags -> !tags.containsKey(key));
      case "eq" -> one(leaf, tags -> val.equals(tags.get(key)));
      case "neq" -> one(leaf, tags -> !val.equals(tags.get(key)));
      case "in" -> many(leaf, (vals, tag) -> vals.contains(tag));
      case "nin" -> many(leaf, (vals, tag) -> !vals.contains(tag));
      case "sw" -> one(leaf, tag(key, tag -> tag.startsWith(val)));
      case "ew" -> one(leaf, tag(key, tag -> tag.endsWith(val)));
      case "ct" -> one(leaf, tag(key, tag -> tag.contains(val)));
      case "gt" -> one(leaf, number(key, val, order -> order > 0));
      case "gte" -> one(leaf, number(key, val, order -> order >= 0));
      case "lt" -> one(leaf, number(key, val, order -> order < 0));
      case "lte" -> one(leaf, number(key, val, order -> order <= 0));
      default -> throw TagFilter.bad("unknown cmp");
    };
  }

  private static Predicate<Map<String, String>> none(
      FilterNode leaf, Predicate<Map<String, String>> condition) {
    TagFilter.check(leaf.val().isEmpty() && leaf.vals().isEmpty(), leaf.cmp() + " takes no value");
    return condition;
  }

  private static Predicate<Map<String, String>> one(
      FilterNode leaf, Predicate<Map<String, String>> condition) {
    TagFilter.check(!leaf.val().isEmpty() && leaf.vals().isEmpty(), leaf.cmp() + " takes val");
    return condition;
  }

  private static Predicate<Map<String, String>> many(
      FilterNode leaf, BiPredicate<Set<String>, String> condition) {
    TagFilter.check(leaf.val().isEmpty() && !leaf.vals().isEmpty(), leaf.cmp() + " takes vals");
    Set<String> vals = Set.copyOf(leaf.vals());
    return tags -> condition.test(vals, tags.getOrDefault(leaf.key(), ""));
  }

  private static Predicate<Map<String, String>> tag(String key, Predicate<String> condition) {
    return tags -> {
      String tag = tags.get(key);
      return tag != null && condition.test(tag);
    };
  }

  private static Predicate<Map<String, String>> number(
      String key, String val, IntPredicate condition) {
    Optional<BigDecimal> with = number(val);
    return tag(
        key,
        tag ->
            with.isPresent()
                && number(tag)
                    .filter(number -> condition.test(number.compareTo(with.get())))
                    .isPresent());
  }

  // A sign, digits, and perhaps a point between them; no exponent.
  private static Optional<BigDecimal> number(String text) {
    int from = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int point = -1;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && point < 0 && i > from && i < text.length() - 1) {
        point = i;
      } else if (c < '0' || c > '9') {
        return Optional.empty();
      }
    }
    return text.length() == from || text.length() > MOST_DIGITS
        ? Optional.empty()
        : Optional.of(new BigDecimal(text));
  }
}
