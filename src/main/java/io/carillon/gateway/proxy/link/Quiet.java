package io.carillon.gateway.proxy.link;

/**
 * For how long nothing has moved on a link, as exact as the ticks at which it is looked at. What is
 * put in is life too, but only when it leaves. Confined to the loop of the link.
 */
final class Quiet {
  private long readSeen = -1;
  private long leftSeen;
  private long since;

  /** Whether anything has moved since it was looked at last. */
  boolean look(long now, Relay client, TargetRelay target) {
    long read = client.bytes() + target.bytes();
    // The queues count more than the bytes of what was put in.
    long waits =
        target.waitingBytes() + Ending.queued(client.channel()) + Ending.queued(target.channel());
    long left = read + target.injectedBytes() - waits;
    boolean moved = read != readSeen || left > leftSeen;
    readSeen = read;
    leftSeen = Math.max(left, leftSeen);
    if (moved) {
      since = now;
    }
    return moved;
  }

  /** Nanoseconds since something moved. */
  long nanos(long now) {
    return now - since;
  }
}
