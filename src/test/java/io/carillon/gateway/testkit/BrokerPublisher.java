package io.carillon.gateway.testkit;

import io.carillon.gateway.broker.Broker;
import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes numbers through a broker, a few of them unanswered at a time, round the channels, and
 * notes what became of each. Runs on a thread of its own until it is closed; everything may be
 * asked from any thread.
 */
final class BrokerPublisher implements AutoCloseable {
  private static final AtomicInteger IDS = new AtomicInteger();

  private static final int WINDOW = 4;
  private static final Duration END = Duration.ofSeconds(60);

  private final int id = IDS.incrementAndGet();
  private final NodeAddress node;
  private final Broker broker;
  private final List<BrokerLoad.Line> lines;
  private final long intervalNanos;
  private final Semaphore window = new Semaphore(WINDOW);
  private final List<SentNumber> sent = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final Thread thread;
  private volatile boolean closed;

  private BrokerPublisher(
      NodeAddress node, Broker broker, List<BrokerLoad.Line> lines, int perSecond) {
    this.node = node;
    this.broker = broker;
    this.lines = lines;
    this.intervalNanos = Duration.ofSeconds(1).toNanos() / perSecond;
    this.thread = new Thread(this::run, "publisher " + id);
  }

  /** Begins to publish. */
  static BrokerPublisher start(
      NodeAddress node, Broker broker, List<BrokerLoad.Line> lines, int perSecond) {
    BrokerPublisher publisher = new BrokerPublisher(node, broker, lines, perSecond);
    publisher.thread.setDaemon(true);
    publisher.thread.start();
    return publisher;
  }

  private void run() {
    long next = System.nanoTime();
    for (long number = 0; !closed; number++) {
      window.acquireUninterruptibly();
      publish(number, lines.get((int) (number % lines.size())));
      next = Math.max(next + intervalNanos, System.nanoTime());
      while (!closed && System.nanoTime() < next) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
    }
  }

  private void publish(long number, BrokerLoad.Line line) {
    long begun = System.nanoTime();
    String data = new SentNumber.Payload(id, number).json().encode();
    PublishOptions options = new PublishOptions(line.retention(), null, Map.of(), null);
    broker
        .publish(new Channel(line.channel()), Payload.json(data), options)
        .onComplete(
            position -> {
              acknowledged.incrementAndGet();
              end(number, line, begun, SentNumber.Outcome.ACKNOWLEDGED, position, "");
            },
            failure -> {
              if (!isUnavailable(failure)) {
                complain(line.channel() + " " + id + "#" + number + ": " + failure);
              }
              String why = String.valueOf(failure);
              end(number, line, begun, SentNumber.Outcome.UNKNOWN, StreamPosition.NONE, why);
            });
  }

  private static boolean isUnavailable(Throwable failure) {
    return failure instanceof GatewayException refusal && refusal.code() == ErrorCode.UNAVAILABLE;
  }

  private void end(
      long number,
      BrokerLoad.Line line,
      long begun,
      SentNumber.Outcome outcome,
      StreamPosition position,
      String detail) {
    SentNumber one =
        new SentNumber(
            id,
            number,
            line.channel(),
            begun,
            System.nanoTime(),
            outcome,
            node,
            position.epoch(),
            position.offset(),
            detail);
    synchronized (sent) {
      sent.add(one);
    }
    window.release();
  }

  private void complain(String complaint) {
    synchronized (complaints) {
      complaints.add("publisher at " + node + ": " + complaint);
    }
  }

  /** What it has sent so far and knows of, in the order of sending. */
  List<SentNumber> sent() {
    synchronized (sent) {
      return sent.stream().sorted(Comparator.comparingLong(SentNumber::number)).toList();
    }
  }

  /** Failures but for the one that is to be expected. */
  List<String> complaints() {
    synchronized (complaints) {
      return List.copyOf(complaints);
    }
  }

  /** Publications acknowledged so far. */
  long acknowledged() {
    return acknowledged.get();
  }

  @Override
  public String toString() {
    return "publisher " + id + " at " + node;
  }

  /** Stops, and waits until every outcome is known. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(END.toMillis());
      if (thread.isAlive() || !window.tryAcquire(WINDOW, END.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(this + " is not answered");
      }
      window.release(WINDOW);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
