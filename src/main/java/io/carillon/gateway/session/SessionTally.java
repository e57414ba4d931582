package io.carillon.gateway.session;

import java.time.Duration;

/** What went to one client and what came from it. Confined to its loop. */
final class SessionTally {
  private final long beganNanos = System.nanoTime();
  private long messagesOut;
  private long bytesOut;
  private int messagesIn;
  private long bytesIn;

  /** Publications and what else happens in channels; bytes on the wire. */
  void out(int messages, long bytes) {
    messagesOut += messages;
    bytesOut += bytes;
  }

  /** A message came; bytes of its payload. */
  void in(long bytes) {
    messagesIn++;
    bytesIn += bytes;
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - beganNanos);
  }

  @Override
  public String toString() {
    return "millis="
        + age().toMillis()
        + " messagesOut="
        + messagesOut
        + " bytesOut="
        + bytesOut
        + " messagesIn="
        + messagesIn
        + " bytesIn="
        + bytesIn;
  }
}
