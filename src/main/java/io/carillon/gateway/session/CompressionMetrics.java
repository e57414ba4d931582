package io.carillon.gateway.session;

/** Hears of what one loop compresses. On that loop. */
@FunctionalInterface
public interface CompressionMetrics {
  /** Counts nothing. */
  CompressionMetrics NONE = (before, after) -> {};

  /**
   * A publication was compressed, for all who listen.
   *
   * @param before bytes of its frame
   * @param after the same, or fewer
   */
  void compressed(int before, int after);
}
