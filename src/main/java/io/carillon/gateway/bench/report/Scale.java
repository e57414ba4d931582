package io.carillon.gateway.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * One axis of a chart. Immutable.
 *
 * @param ticks values that are written at it, in ascending order
 * @param place where a value stands, 0 at the beginning of the axis and 1 at its end
 */
record Scale(List<Double> ticks, DoubleUnaryOperator place) {
  private static final int TICKS = 4;

  /** From 0 to something round beyond {@code most}. */
  static Scale linear(double most) {
    double step = roundUp(Math.max(most, 1e-9) / TICKS);
    int steps = (int) Math.max(1, Math.ceil(most / step - 1e-9));
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; i <= steps; i++) {
      ticks.add(i * step);
    }
    double end = steps * step;
    return new Scale(ticks, value -> value / end);
  }

  /** From 0 to exactly {@code most}, for time. */
  static Scale time(double most) {
    double end = Math.max(most, 1);
    double step = Math.max(1, roundUp(end / TICKS));
    List<Double> ticks = new ArrayList<>();
    for (double tick = 0; tick <= end; tick += step) {
      ticks.add(tick);
    }
    return new Scale(ticks, value -> value / end);
  }

  /** By powers of ten, from the one below {@code least} to the one above {@code most}. */
  static Scale logarithmic(double least, double most) {
    int low = (int) Math.floor(Math.log10(Math.max(least, 1e-3)) + 1e-9);
    int high = Math.max(low + 1, (int) Math.ceil(Math.log10(Math.max(most, 1e-3)) - 1e-9));
    List<Double> ticks = new ArrayList<>();
    for (int power = low; power <= high; power++) {
      ticks.add(Math.pow(10, power));
    }
    return new Scale(
        ticks, value -> (Math.log10(Math.max(value, Math.pow(10, low))) - low) / (high - low));
  }

  /** Percentiles, each step of the same width ten times as rare: 0, 90, 99, 99.9 and so on. */
  static Scale rarity(long count) {
    int nines = (int) Math.min(6, Math.max(2, Math.ceil(Math.log10((double) Math.max(count, 1)))));
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; i <= nines; i++) {
      ticks.add(100 - 100 / Math.pow(10, i));
    }
    return new Scale(
        ticks, value -> Math.min(1, -Math.log10(Math.max(1e-9, 1 - value / 100)) / nines));
  }

  // 1, 2 or 5 times a power of ten.
  private static double roundUp(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    double rest = value / power;
    return power * (rest <= 1 ? 1 : rest <= 2 ? 2 : rest <= 5 ? 5 : 10);
  }
}
