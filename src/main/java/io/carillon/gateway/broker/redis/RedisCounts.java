package io.carillon.gateway.broker.redis;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/** What went on between this node and Redis so far. Callable from any thread. */
public final class RedisCounts {
  private final LongAdder sent = new LongAdder();
  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder connected = new LongAdder();
  private final LongAdder disconnected = new LongAdder();
  private final LongAdder dialsFailed = new LongAdder();
  private final LongAdder probesLost = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private volatile LongConsumer took = nanos -> {};

  RedisCounts() {}

  /** Commands whose answer is awaited; those of pub/sub have none and are not counted. */
  public long pending() {
    long over = answered.sum() + failed.sum(); // read first: never fewer than none
    return sent.sum() - over;
  }

  /** Commands that were answered, be it with an error. */
  public long answered() {
    return answered.sum();
  }

  /** Commands whose connection ended before the answer. */
  public long lost() {
    return failed.sum();
  }

  /** Has a listener told how long each answer took, in nanoseconds, on the loop that heard it. */
  public void onAnswer(LongConsumer listener) {
    took = listener;
  }

  /** Connections that came to be. */
  public long connected() {
    return connected.sum();
  }

  /** Connections that were lost. */
  public long disconnected() {
    return disconnected.sum();
  }

  /** Connections that could not be made. */
  public long dialsFailed() {
    return dialsFailed.sum();
  }

  /** How often a subscription was found dead, since a probe did not come back. */
  public long probesLost() {
    return probesLost.sum();
  }

  /** How often something was asked once more, since Redis was away or wanted it later. */
  public long retried() {
    return retried.sum();
  }

  void send() {
    sent.increment();
  }

  void answer(long tookNanos) {
    answered.increment();
    took.accept(tookNanos);
  }

  void lose() {
    failed.increment();
  }

  void connect() {
    connected.increment();
  }

  void disconnect() {
    disconnected.increment();
  }

  void failToDial() {
    dialsFailed.increment();
  }

  void loseProbe() {
    probesLost.increment();
  }

  void retry() {
    retried.increment();
  }
}
