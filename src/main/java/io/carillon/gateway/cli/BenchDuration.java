package io.carillon.gateway.cli;

import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads times like {@code 500ms}, {@code 10s}, {@code 2m} as milliseconds; a bare number is
 * seconds.
 */
final class BenchDuration implements ITypeConverter<Long> {
  private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)?");

  @Override
  public Long convert(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      throw new TypeConversionException("found " + text + ", wanted a time like 500ms, 10s or 2m");
    }
    long number = Long.parseLong(time.group(1));
    String unit = time.group(2) == null ? "s" : time.group(2);
    return switch (unit) {
      case "ms" -> number;
      case "m" -> TimeUnit.MINUTES.toMillis(number);
      case "h" -> TimeUnit.HOURS.toMillis(number);
      default -> TimeUnit.SECONDS.toMillis(number);
    };
  }
}
