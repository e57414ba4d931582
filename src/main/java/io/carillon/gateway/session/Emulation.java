package io.carillon.gateway.session;

import io.carillon.gateway.protocol.EmulationRequest;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The way of commands to sessions whose transport carries only what we say. They come by requests
 * of their own, to any node; each goes to the node that has the session, and what comes to a node
 * in an order is carried out in that order. One per node; callable from any thread.
 */
public final class Emulation {
  /** More under way to other nodes is memory that nobody may take by asking. */
  private static final long MOST_BYTES_UNDER_WAY = 32L << 20;

  private final String node;
  private final Relay relay;
  private final Map<Long, CentrifugeStream> sessions = new ConcurrentHashMap<>();
  private final AtomicLong bytesUnderWay = new AtomicLong();

  /**
   * @param node as other nodes find this one
   * @param relay to them
   */
  public Emulation(String node, Relay relay) {
    this.node = node;
    this.relay = relay;
  }

  /** As other nodes find this one. */
  String node() {
    return node;
  }

  /** From now on commands find this session. */
  void add(CentrifugeStream session) {
    sessions.put(session.key().id(), session);
  }

  /** Commands find it no more. */
  void remove(CentrifugeStream session) {
    sessions.remove(session.key().id(), session);
  }

  /** Hands commands to their session, wherever it is; never fails. */
  Future<Outcome> send(EmulationRequest request) {
    if (request.node().equals(node)) {
      return take(request.session(), request.data());
    }
    int size = request.data().length;
    if (bytesUnderWay.addAndGet(size) > MOST_BYTES_UNDER_WAY) {
      bytesUnderWay.addAndGet(-size);
      return Future.succeededFuture(Outcome.UNAVAILABLE);
    }
    return relay
        .send(request)
        .otherwise(Outcome.UNAVAILABLE)
        .onComplete(any -> bytesUnderWay.addAndGet(-size));
  }

  /**
   * Hands commands to a session of this node.
   *
   * @param session its secret
   * @return never fails
   */
  public Future<Outcome> take(String session, byte[] data) {
    SessionKey key = SessionKey.parse(session);
    CentrifugeStream found = key == null ? null : sessions.get(key.id());
    if (found == null || !key.opens(found.key())) {
      return Future.succeededFuture(Outcome.UNKNOWN);
    }
    Promise<Outcome> taken = Promise.promise();
    found
        .loop()
        .execute(
            () -> {
              try {
                taken.complete(found.onCommands(Unpooled.wrappedBuffer(data)));
              } catch (RuntimeException bug) {
                found.onBug(bug);
                taken.complete(Outcome.UNKNOWN);
              }
            });
    return taken.future();
  }

  /** What became of commands. */
  public enum Outcome {
    /** The session has them. */
    TAKEN,
    /** There is no such session or node, or no longer. */
    UNKNOWN,
    /** They cannot be read; the session has ended. */
    MALFORMED,
    /** Too many wait already; the session has ended. */
    TOO_MANY,
    /** It is not known: the node did not answer in time. */
    UNAVAILABLE
  }

  /** The way to other nodes. Called from any thread. */
  @FunctionalInterface
  public interface Relay {
    /** Hands a request to another node, in order; failed when nobody knows what became of it. */
    Future<Outcome> send(EmulationRequest request);
  }
}
