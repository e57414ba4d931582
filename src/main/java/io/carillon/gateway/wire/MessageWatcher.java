package io.carillon.gateway.wire;

/**
 * Looks at how the messages of one direction begin, to learn what others tell each other and which
 * of their messages belong together. Called on the loop of the one who follows the direction.
 */
@FunctionalInterface
public interface MessageWatcher {
  /** Of each message that is shown at most. */
  int MOST_BYTES = 256;

  /**
   * A text or binary message is under way, or has passed. Compressed ones are not shown: their
   * bytes say nothing. Must not write anything to either side before it returns.
   *
   * @param head its first bytes, unmasked; valid during the call
   * @param length how many of them count: less than {@link #MOST_BYTES} when that is all
   * @return how many messages come after it that nothing may be put before
   */
  int onMessage(boolean text, byte[] head, int length);
}
