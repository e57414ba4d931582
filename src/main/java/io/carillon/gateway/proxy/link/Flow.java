package io.carillon.gateway.proxy.link;

import io.carillon.gateway.proxy.tally.Tally;

/**
 * What had moved on one link when it was looked at last: so the tally of its target is told of it
 * without a count where bytes pass, and so it is known for how long nothing has moved, as exact as
 * the ticks at which it is looked at. What is put in is life too, but only when it leaves. Confined
 * to the loop of the link.
 */
final class Flow {
  private long bytesUp;
  private long bytesDown;
  private long messagesUp;
  private long messagesDown;
  private long injectedBytes;

  /** The most that had left at any look, what was only passed on included. */
  private long left = Long.MIN_VALUE;

  /** When something was found to have moved. */
  private long since;

  /** Looks at it again, and tells the tally when anything has moved. */
  void look(long now, Tally tally, Relay client, TargetRelay target) {
    long read = client.bytes() + target.bytes();
    // The queues count more than the bytes of what was put in.
    long waits =
        target.waitingBytes() + Ending.queued(client.channel()) + Ending.queued(target.channel());
    long leftNow = read + target.injectedBytes() - waits;
    if (read != bytesUp + bytesDown || leftNow > left) {
      since = now;
      tell(tally, client, target);
    }
    left = Math.max(leftNow, left);
  }

  /** Nanoseconds since something moved. */
  long stillNanos(long now) {
    return now - since;
  }

  /** Tells what has passed since it last did. */
  void tell(Tally tally, Relay client, TargetRelay target) {
    tally.passed(
        client.bytes() - bytesUp,
        target.bytes() - bytesDown,
        client.frames().messages() - messagesUp,
        target.frames().messages() - messagesDown);
    tally.injected(target.injectedBytes() - injectedBytes);
    bytesUp = client.bytes();
    bytesDown = target.bytes();
    messagesUp = client.frames().messages();
    messagesDown = target.frames().messages();
    injectedBytes = target.injectedBytes();
  }
}
