package io.carillon.gateway.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a single value has to be.
 *
 * @param wanted in words, for complaints
 * @param parse empty when a text is no such value
 */
record Kind<T>(String wanted, Function<String, Optional<T>> parse) {
  static Kind<String> text(String wanted, Predicate<String> fits) {
    return new Kind<>(wanted, text -> Optional.of(text).filter(fits));
  }

  static Kind<Boolean> flag() {
    return new Kind<>(
        "true or false",
        text -> Stream.of(true, false).filter(one -> one.toString().equals(text)).findAny());
  }

  static Kind<Integer> integer(int least, int most) {
    return new Kind<>(
        "a number from " + least + " to " + most,
        text ->
            text.matches("-?\\d{1,9}")
                ? Optional.of(Integer.parseInt(text)).filter(one -> one >= least && one <= most)
                : Optional.empty());
  }

  /** Empty for off. */
  static Kind<OptionalInt> integerOrOff(int least, int most) {
    Kind<Integer> integer = integer(least, most);
    return new Kind<>(
        integer.wanted() + ", or off",
        text ->
            text.equals("off")
                ? Optional.of(OptionalInt.empty())
                : integer.parse(text).map(OptionalInt::of));
  }

  static Kind<Integer> bytes(int least, int most) {
    return new Kind<>(
        "bytes from " + least + " to " + most + ", as in 65536 or 64KiB",
        text ->
            Quantities.bytes(text)
                .filter(one -> one >= least && one <= most)
                .map(Math::toIntExact));
  }

  static Kind<Duration> duration(Duration least, Duration most) {
    return new Kind<>(
        "a time from "
            + Quantities.show(least)
            + " to "
            + Quantities.show(most)
            + ", in ms, s, m, h or d",
        text ->
            Quantities.duration(text)
                .filter(one -> one.compareTo(least) >= 0 && one.compareTo(most) <= 0));
  }

  /** Zero, in any unit or none, or a time as in {@link #duration}. */
  static Kind<Duration> durationOrZero(Duration least, Duration most) {
    Kind<Duration> duration = duration(least, most);
    return new Kind<>(
        "0s or " + duration.wanted(),
        text -> Quantities.duration(text).filter(Duration::isZero).or(() -> duration.parse(text)));
  }

  static <E extends Enum<E>> Kind<E> choice(E[] choices) {
    return new Kind<>(
        Stream.of(choices).map(Kind::word).collect(Collectors.joining(", ", "one of ", "")),
        text -> Stream.of(choices).filter(one -> word(one).equals(text)).findAny());
  }

  /** How a choice is written: as it prints, in lower case, with hyphens. */
  static String word(Enum<?> choice) {
    return choice.toString().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Optional<T> parse(String text) {
    return parse.apply(text);
  }
}
