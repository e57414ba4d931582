package io.carillon.gateway.bench;

/**
 * A command that was to be run on request while clients counted what they heard.
 *
 * @param atMillis when it began, since the run began; 0 when it did not
 * @param tookMillis until it ended
 * @param exit its status; {@link #NEVER} when it did not begin, {@link #CUT} when it had to be
 *     ended
 * @param said the end of what it wrote, in one line
 * @param before what had been counted when it began; nothing when it did not
 */
public record Fault(
    long atMillis, String command, long tookMillis, int exit, String said, Counters before) {
  /** It was not run, or could not be. */
  public static final int NEVER = -1;

  /** It went on for longer than the run, and was ended. */
  public static final int CUT = -2;

  /** Whether it began at all. */
  public boolean ran() {
    return exit != NEVER;
  }

  /** Whether it did what it was to do, as far as it knows. */
  public boolean worked() {
    return exit == 0;
  }

  /** How it ended, in a few words. */
  public String ending() {
    return switch (exit) {
      case NEVER -> "was not run";
      case CUT -> "was still running at the end";
      default -> "exit " + exit + " after " + tookMillis + " ms";
    };
  }
}
