package io.carillon.gateway.machine;

/**
 * Whether something is full: from one share on, and until it has fallen below another. Not
 * thread-safe.
 */
final class Watermark {
  private final double high;
  private final double low;
  private boolean over;

  /** Of shares between 0 and 1. */
  Watermark(double high, double low) {
    this.high = high;
    this.low = low;
  }

  /** Takes a new share; returns whether it is full. */
  boolean at(double share) {
    over = share >= (over ? low : high);
    return over;
  }
}
