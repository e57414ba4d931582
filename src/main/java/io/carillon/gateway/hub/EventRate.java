package io.carillon.gateway.hub;

/**
 * How often something happens: the mean of the last seconds, the latest of which weigh most.
 * Confined to one loop.
 */
final class EventRate {
  private static final long NANOS = 1_000_000_000L;

  private int second = second(System.nanoTime());
  private int count;
  private float average;

  private static int second(long nanos) {
    return (int) (nanos / NANOS);
  }

  /**
   * It has happened.
   *
   * @param at by {@link System#nanoTime}
   */
  void mark(long at) {
    int now = second(at);
    if (now - second > 0) { // never back: what waited longer comes later
      roll(now);
    }
    count++;
  }

  float perSecond() {
    int now = second(System.nanoTime());
    if (now != second) {
      roll(now);
    }
    return average < 0.01f ? 0 : average;
  }

  // The second that has ended counts half, those before it the other half; then some had none.
  private void roll(int now) {
    average = (average + count) / 2;
    int empty = now - second - 1;
    average = empty >= Integer.SIZE ? 0 : average / (1L << Math.max(0, empty));
    count = 0;
    second = now;
  }
}
