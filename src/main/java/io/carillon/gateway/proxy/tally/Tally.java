package io.carillon.gateway.proxy.tally;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What happened between this node and a target since it was added: counts that only grow. Callable
 * from any thread; owned by the target, so that they go with it.
 */
public final class Tally {
  private final Counts<DialOutcome> dials = new Counts<>(DialOutcome.class);
  private final Counts<HandshakeOutcome> handshakes = new Counts<>(HandshakeOutcome.class);
  private final Counts<TimeoutKind> timeouts = new Counts<>(TimeoutKind.class);
  private final Counts<AnswerClass> answers = new Counts<>(AnswerClass.class);
  private final Map<Closer, Counts<CloseClass>> closed = new EnumMap<>(Closer.class);
  private final LongAdder retries = new LongAdder();
  private final LongAdder idle = new LongAdder();
  private final LongAdder ejections = new LongAdder();
  private final LongAdder injectedBytes = new LongAdder();
  private final LongAdder bytesUp = new LongAdder();
  private final LongAdder bytesDown = new LongAdder();
  private final LongAdder messagesUp = new LongAdder();
  private final LongAdder messagesDown = new LongAdder();
  private final LongAdder checksPassed = new LongAdder();
  private final LongAdder checksFailed = new LongAdder();
  private volatile Checkup checkup = Checkup.NONE;

  public Tally() {
    for (Closer closer : Closer.values()) {
      closed.put(closer, new Counts<>(CloseClass.class));
    }
  }

  /** Connections that were tried on behalf of clients. */
  public Counts<DialOutcome> dials() {
    return dials;
  }

  /** WebSocket handshakes that it was given; those it accepted are the links opened. */
  public Counts<HandshakeOutcome> handshakes() {
    return handshakes;
  }

  /** Times that were over. */
  public Counts<TimeoutKind> timeouts() {
    return timeouts;
  }

  /** Answers to plain requests, by their status. */
  public Counts<AnswerClass> answers() {
    return answers;
  }

  /** Links that ended. */
  public Counts<CloseClass> closed(Closer by) {
    return closed.get(by);
  }

  /** It got what another had failed at, or what it had not got itself. */
  public void retried() {
    retries.increment();
  }

  public long retries() {
    return retries.sum();
  }

  /** Connections have come to rest until the next plain request, or rest no longer. */
  public void idle(int change) {
    idle.add(change);
  }

  /** Connections that rest now. */
  public long idle() {
    return idle.sum();
  }

  /** It is left out for a while. */
  public void ejected() {
    ejections.increment();
  }

  public long ejections() {
    return ejections.sum();
  }

  /** Links that began and have not ended. */
  public long links() {
    long ended = 0; // read first, so that there are never fewer than none
    for (Counts<CloseClass> one : closed.values()) {
      for (CloseClass code : CloseClass.values()) {
        ended += one.of(code);
      }
    }
    return handshakes.of(HandshakeOutcome.ACCEPTED) - ended;
  }

  /** Publications were put in between the messages of links. */
  public void injected(long bytes) {
    add(injectedBytes, bytes);
  }

  /** Bytes of those. */
  public long injectedBytes() {
    return injectedBytes.sum();
  }

  /** Adds what has passed since the last time. */
  public void passed(long upBytes, long downBytes, long upMessages, long downMessages) {
    add(bytesUp, upBytes);
    add(bytesDown, downBytes);
    add(messagesUp, upMessages);
    add(messagesDown, downMessages);
  }

  public Traffic traffic() {
    return new Traffic(bytesUp.sum(), bytesDown.sum(), messagesUp.sum(), messagesDown.sum());
  }

  /** It was checked. */
  public void checked(boolean passed, String text, Duration took) {
    (passed ? checksPassed : checksFailed).increment();
    checkup = new Checkup(text, Instant.now(), took);
  }

  public long checks(boolean passed) {
    return (passed ? checksPassed : checksFailed).sum();
  }

  /** The last check. */
  public Checkup checkup() {
    return checkup;
  }

  private static void add(LongAdder to, long count) {
    if (count != 0) {
      to.add(count);
    }
  }
}
