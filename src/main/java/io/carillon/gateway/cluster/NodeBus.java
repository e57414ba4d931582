package io.carillon.gateway.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes from node to node over the event bus, one address for each node. At most once, in order for
 * each pair of nodes. Confined to the loop of {@link Cluster#context}, where receivers are called
 * too.
 */
public final class NodeBus {
  private static final Logger LOG = LoggerFactory.getLogger(NodeBus.class);
  private static final long COMPLAIN_NANOS = Duration.ofSeconds(10).toNanos();

  /** What a message is. */
  public enum Kind {
    /** Publications for the channels that the receiver listens to. */
    PUBLICATIONS(1),
    /** A node is there. */
    HEARTBEAT(2),
    /** A question that wants an answer. */
    QUESTION(3);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    byte code() {
      return code;
    }

    /** Null when there is none of this code. */
    static Kind of(byte code) {
      return switch (code) {
        case 1 -> PUBLICATIONS;
        case 2 -> HEARTBEAT;
        case 3 -> QUESTION;
        default -> null;
      };
    }
  }

  private final Vertx vertx;
  private final Envelope envelope;
  private final String ownAddress;
  private final Map<Kind, Receiver> receivers = new EnumMap<>(Kind.class);
  private final BusCounts counts = new BusCounts();
  private long complainedAt = System.nanoTime() - COMPLAIN_NANOS;
  private int ignored;

  NodeBus(Vertx vertx, String clusterName, long self) {
    this.vertx = vertx;
    this.envelope = new Envelope(clusterName, self);
    this.ownAddress = NodeAddresses.of(self);
  }

  /** From now on messages of this kind are for {@code receiver}. */
  public void receive(Kind kind, Receiver receiver) {
    receivers.put(kind, receiver);
  }

  /** What went over it so far. */
  public BusCounts counts() {
    return counts;
  }

  /** A new buffer for {@link #send}, to which the caller appends. */
  public Buffer open(Kind kind, int expectedBytes) {
    return envelope.open(kind, expectedBytes);
  }

  /**
   * Sends a buffer of {@link #open}.
   *
   * @return done when the bytes are on their way, or failed when the node cannot be reached; what
   *     is lost afterwards nobody hears of
   */
  public Future<Void> send(long node, Buffer message) {
    // The bus tells of a failure only to those who ask for an answer, so we do not wait for it.
    countSent(message);
    vertx.eventBus().send(NodeAddresses.of(node), message);
    return Future.succeededFuture();
  }

  /** Sends a buffer of {@link #open} and waits for the answer, at most so long. */
  Future<Buffer> ask(long node, Buffer question, Duration patience) {
    countSent(question);
    return vertx
        .eventBus()
        .<Buffer>request(
            NodeAddresses.of(node),
            question,
            new DeliveryOptions().setSendTimeout(patience.toMillis()))
        .map(Message::body);
  }

  private void countSent(Buffer message) {
    counts.sent(Envelope.kind(message)).count(message.length());
  }

  /** Others find this node from now on. On the loop only. */
  Future<Void> register() {
    MessageConsumer<Object> consumer = vertx.eventBus().consumer(ownAddress);
    consumer.handler(this::take);
    return consumer.completion();
  }

  private void take(Message<Object> message) {
    String objection = envelope.objection(message.body());
    if (objection != null) {
      complain(objection);
      return;
    }
    Buffer bytes = (Buffer) message.body();
    Kind kind = Envelope.kind(bytes);
    counts.received(kind).count(bytes.length());
    Receiver receiver = receivers.get(kind);
    try {
      if (receiver != null) {
        receiver.receive(Envelope.sender(bytes), bytes, Envelope.BYTES, message::reply);
      }
    } catch (RuntimeException malformed) {
      complain("it cannot be read: " + malformed);
    }
  }

  // One line for a while, however many there are.
  private void complain(String objection) {
    ignored++;
    counts.ignore();
    long now = System.nanoTime();
    if (now - complainedAt >= COMPLAIN_NANOS) {
      complainedAt = now;
      LOG.warn("ignored a message on the bus: {} count={}", objection, ignored);
      ignored = 0;
    }
  }

  /** Takes what other nodes send. */
  @FunctionalInterface
  public interface Receiver {
    /**
     * A message has come. What it throws is logged, and the message counts as malformed.
     *
     * @param sender its node, which need not be a member any more
     * @param message the whole buffer, the receiver's from now on
     * @param from where its body begins
     * @param answer takes the answer, where one is wanted
     */
    void receive(long sender, Buffer message, int from, Consumer<Buffer> answer);
  }
}
