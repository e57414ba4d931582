package io.carillon.gateway.testkit;

import io.carillon.gateway.error.ErrorCode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A backend that publishes numbers over HTTP, one at a time, round the channels, and notes what
 * became of each. Runs on a thread of its own until it is closed; everything may be asked from any
 * thread.
 */
public final class NumberPublisher implements AutoCloseable {
  private static final AtomicInteger IDS = new AtomicInteger();
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);
  private static final Duration END = Duration.ofSeconds(60);

  private final int id = IDS.incrementAndGet();
  private final Plan plan;
  private final List<String> channels;
  private final List<SentNumber> sent = new ArrayList<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final Thread thread;
  private volatile boolean closed;
  private HttpLine line;
  private NodeAddress connected;

  /**
   * How to publish.
   *
   * @param nodes the first is asked; the others only when it did not tell and {@code retries}
   * @param perSecond publications at most; 0 for as fast as they are answered
   * @param patience with one answer
   * @param retries whether to ask again, under the same idempotency key, when the outcome is
   *     unknown
   */
  public record Plan(List<NodeAddress> nodes, int perSecond, Duration patience, boolean retries) {
    /** How long one publication is tried, when it is tried again. */
    Duration longest() {
      return patience.multipliedBy(4);
    }
  }

  private NumberPublisher(Plan plan, List<String> channels) {
    this.plan = plan;
    this.channels = List.copyOf(channels);
    this.thread = new Thread(this::run, "publisher " + id);
  }

  /** Begins to publish. */
  public static NumberPublisher start(Plan plan, List<String> channels) {
    NumberPublisher publisher = new NumberPublisher(plan, channels);
    publisher.thread.setDaemon(true);
    publisher.thread.start();
    return publisher;
  }

  public int id() {
    return id;
  }

  /** The node it asks first. */
  public NodeAddress home() {
    return plan.nodes().get(0);
  }

  /** What it has sent so far and heard of, in this order. */
  public List<SentNumber> sent() {
    synchronized (sent) {
      return List.copyOf(sent);
    }
  }

  /** Publications acknowledged so far. */
  public long acknowledged() {
    return acknowledged.get();
  }

  private void run() {
    long interval = plan.perSecond() == 0 ? 0 : Duration.ofSeconds(1).toNanos() / plan.perSecond();
    long next = System.nanoTime();
    for (long number = 0; !closed; number++) {
      SentNumber one = publish(number, channels.get((int) (number % channels.size())));
      synchronized (sent) {
        sent.add(one);
      }
      if (one.isAcknowledged()) {
        acknowledged.incrementAndGet();
      }
      // What a long answer has kept from being sent is not made up for.
      next = Math.max(next + interval, System.nanoTime());
      while (!closed && System.nanoTime() < next) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
    }
    hangUp();
  }

  // One thread per publisher: so what it tries again stays before what it has not begun.
  private SentNumber publish(long number, String channel) {
    JsonObject request =
        new JsonObject()
            .put("channel", channel)
            .put("data", new SentNumber.Payload(id, number).json());
    if (plan.retries()) {
      request.put("idempotency_key", id + "-" + number);
    }
    String body = request.encode();
    long begun = System.nanoTime();
    boolean maybeTaken = false;
    for (int attempt = 0; ; attempt++) {
      NodeAddress node = plan.nodes().get(attempt % plan.nodes().size());
      Answer answer = ask(node, body);
      maybeTaken |= answer.outcome == SentNumber.Outcome.UNKNOWN;
      boolean again =
          plan.retries()
              && answer.mayChange
              && System.nanoTime() - begun < plan.longest().toNanos();
      if (!again) {
        SentNumber.Outcome outcome =
            maybeTaken && answer.outcome == SentNumber.Outcome.REFUSED
                ? SentNumber.Outcome.UNKNOWN
                : answer.outcome;
        return new SentNumber(
            id,
            number,
            channel,
            begun,
            System.nanoTime(),
            outcome,
            node,
            answer.epoch,
            answer.offset,
            answer.detail);
      }
      LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
    }
  }

  private Answer ask(NodeAddress node, String body) {
    try {
      connect(node);
    } catch (IOException unreachable) {
      return new Answer(
          SentNumber.Outcome.REFUSED, "", 0, "not sent: " + unreachable.getMessage(), true);
    }
    try {
      JsonObject answer = line.call("publish", body);
      JsonObject error = answer.getJsonObject("error");
      if (error != null) {
        SentNumber.Outcome outcome = outcome(error.getInteger("code"));
        boolean mayChange = outcome == SentNumber.Outcome.UNKNOWN;
        return new Answer(outcome, "", 0, error.encode(), mayChange);
      }
      JsonObject position = answer.getJsonObject("result");
      return new Answer(
          SentNumber.Outcome.ACKNOWLEDGED,
          position.getString("epoch", ""),
          position.getLong("offset", 0L),
          "",
          false);
    } catch (IOException lost) {
      hangUp();
      return new Answer(SentNumber.Outcome.UNKNOWN, "", 0, "no answer: " + lost, true);
    }
  }

  // Of an unknown code we believe nothing.
  private static SentNumber.Outcome outcome(int code) {
    for (ErrorCode known : ErrorCode.values()) {
      if (known.number() == code && (!known.retryable() || known == ErrorCode.TOO_MANY_REQUESTS)) {
        return SentNumber.Outcome.REFUSED;
      }
    }
    return SentNumber.Outcome.UNKNOWN;
  }

  private void connect(NodeAddress node) throws IOException {
    if (line == null || line.isEnded() || !node.equals(connected)) {
      hangUp();
      line = HttpLine.open(node, plan.patience());
      connected = node;
    }
  }

  private void hangUp() {
    if (line != null) {
      line.close();
      line = null;
    }
  }

  /** Stops, and waits for the outcome of the last one. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(END.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
    if (thread.isAlive()) {
      throw new AssertionError("publisher " + id + " at " + home() + " hangs");
    }
  }

  /**
   * @param mayChange when somebody else is asked
   */
  private record Answer(
      SentNumber.Outcome outcome, String epoch, long offset, String detail, boolean mayChange) {}
}
