package io.carillon.gateway.machine;

import io.carillon.gateway.config.LimitsConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How near a node is to what its machine gives it. One per node; from any thread. Looks at memory
 * now and then once it is told to, until its node goes down.
 */
public final class Edge {
  private static final Logger LOG = LoggerFactory.getLogger(Edge.class);
  private static final long LOOK_MILLIS = 250;
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

  private final Descriptors descriptors;

  /** Null when nobody looks at it. */
  private final Memory memory;

  private final Seldom lines = new Seldom(BETWEEN_LINES);
  private volatile boolean closed;

  private Edge(Descriptors descriptors, Memory memory) {
    this.descriptors = descriptors;
    this.memory = memory;
  }

  /**
   * That of this process.
   *
   * @param connections how many the node has now
   */
  public static Edge of(LimitsConfig limits, LongSupplier connections) {
    return new Edge(
        Descriptors.of(limits.reservedFiles()),
        new Memory(limits.memory(), ControlGroup.ofProcess(), connections));
  }

  /** One that is never reached. */
  public static Edge none() {
    return new Edge(Descriptors.UNKNOWN, null);
  }

  /** Begins to look at memory, one look after the other, until {@link #close}. */
  public void watch(Vertx vertx) {
    if (!closed) {
      vertx.setTimer(LOOK_MILLIS, timer -> look(vertx));
    }
  }

  // Where Vert.x is ended by somebody else it takes no more work, and says so by throwing.
  Future<Void> look(Vertx vertx) {
    if (closed) {
      return Future.succeededFuture();
    }
    return Future.succeededFuture()
        .compose(begun -> vertx.executeBlocking(this::lookAtMemory, false))
        .onSuccess(looked -> watch(vertx));
  }

  private Void lookAtMemory() {
    try {
      memory.look();
    } catch (RuntimeException bug) {
      LOG.error("memory cannot be looked at", bug);
    }
    return null;
  }

  /** Looks at memory no more; to be called before Vert.x is closed. */
  public void close() {
    closed = true;
  }

  /** How many files and sockets there may be. */
  public Descriptors descriptors() {
    return descriptors;
  }

  /** Whether there is too little memory for one more client. */
  public boolean isMemoryShort() {
    return memory != null && memory.isShort();
  }

  /**
   * Whether a socket has come that is not for clients: it may be answered, but not kept.
   *
   * @param descriptor its number; negative when it is not known
   */
  public boolean isReserved(int descriptor) {
    return descriptors.isReserved(descriptor);
  }

  /** Whether a socket has come that cannot even be answered; then that is told, now and then. */
  public boolean isBeyond(int descriptor) {
    boolean beyond = descriptors.isBeyond(descriptor);
    if (beyond) {
      tell(Shortage.FILES);
    }
    return beyond;
  }

  /**
   * What there is too little of for one more client; told in the log, now and then.
   *
   * @param descriptor of its socket; negative when it is not known
   */
  public Optional<Shortage> shortage(int descriptor) {
    if (descriptors.isReserved(descriptor)) {
      return Optional.of(tell(Shortage.FILES));
    }
    return isMemoryShort() ? Optional.of(tell(Shortage.MEMORY)) : Optional.empty();
  }

  private Shortage tell(Shortage what) {
    long count = lines.take();
    if (count > 0 && what == Shortage.FILES) {
      LOG.warn(
          "clients refused: open files are all taken limit={} reserve={} count={}",
          descriptors.most(),
          descriptors.reserve(),
          count);
    } else if (count > 0) {
      LOG.warn("clients refused: memory is short count={}", count);
    }
    return what;
  }
}
