package io.carillon.gateway.proxy.http;

import io.carillon.gateway.config.PoolConfig;
import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.proxy.request.RequestHead;
import io.carillon.gateway.proxy.upstream.Search;
import io.carillon.gateway.proxy.upstream.Upstream;
import io.carillon.gateway.proxy.upstream.UpstreamFailure;
import io.netty.buffer.ByteBuf;
import java.util.HashSet;
import java.util.Set;

/**
 * Gets the head of a request to a target, over a connection that rests or a new one. When the
 * connection turns out to be closed, and so the target cannot have got the whole head, it is sent
 * again: to the same target when it had rested, else to another, unless it belongs to this one. So
 * it is when whoever asked says that it may be asked twice. Confined to the loop.
 */
final class Delivery implements Search.Seeker {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  private final HttpServices services;
  private final Pool pool;
  private final ProxyRequest request;
  private final AnswerListener answer;
  private final Outcome outcome;

  /** Those that it is not sent to any more. */
  private final Set<Target> tried = new HashSet<>(4);

  /** For its latest connection; null before it looked for one. */
  private Search search;

  private TargetConnection connection;
  private Target target;
  private boolean cancelled;

  /** It belongs to the target that it was sent to: no other gets it then. */
  private boolean bound;

  Delivery(
      HttpServices services,
      Pool pool,
      ProxyRequest request,
      AnswerListener answer,
      Outcome outcome) {
    this.services = services;
    this.pool = pool;
    this.request = request;
    this.answer = answer;
    this.outcome = outcome;
  }

  /** What came of it; one of these, once, unless it is cancelled before. */
  interface Outcome {
    /** The whole head is on its way. */
    void onDelivered(TargetConnection to);

    /** Nobody has got it. */
    void refuse(int status, String text);

    /** Nobody has got it because of a bug of ours. */
    void onBug(Throwable bug);
  }

  /**
   * Begins.
   *
   * @param belongs where the request has to go, already counted; null to let the pool choose
   * @param session whether it belongs to whoever gets it first, in any case
   */
  void begin(Target belongs, boolean session) {
    bound = session || belongs != null;
    if (cancelled) {
      if (belongs != null) {
        belongs.closed();
      }
      return;
    }
    Target chosen = belongs == null ? pool.select(request, Set.of()) : belongs;
    TargetConnection resting =
        chosen == null || !isShared(pool) ? null : services.idle().take(chosen);
    if (resting == null) {
      connect(chosen);
    } else {
      send(resting);
    }
  }

  /** Whether requests of different clients share connections: not when each tells of its client. */
  static boolean isShared(Pool pool) {
    return pool.config().sendProxy() == PoolConfig.ProxyHeader.NONE;
  }

  /** The connection it took; null before it had one, and after {@link #release}. */
  TargetConnection connection() {
    return connection;
  }

  /** The target it reached last; null when there was none. */
  Target target() {
    return target;
  }

  /** Parts with the connection. */
  TargetConnection release() {
    TargetConnection released = connection;
    connection = null;
    return released;
  }

  /** Ends it, and its connection. */
  void cancel() {
    cancelled = true;
    if (search != null) {
      search.cancel();
    }
    if (connection != null) {
      release().close();
    }
  }

  private void connect(Target chosen) {
    search = services.upstreams().search(pool, request, tried, this);
    search.begin(chosen);
  }

  /**
   * Whether a target may get it, if it has no body, that another may have heard: it is to change
   * nothing (RFC 9110 section 9.2), and nothing of an answer has come.
   */
  boolean mayBeRepeated() {
    return SAFE.contains(request.method()) && !connection.hasAnswered();
  }

  /**
   * Sends it once more, since the target that has it will not answer: to the same one over a new
   * connection when this one had rested, and so was perhaps closed for its age; else to another.
   *
   * @param reason what there is to say when there is none
   */
  void repeat(String reason) {
    boolean rested = connection.isReused();
    release().close();
    if (rested) {
      sendAgain(reason);
    } else {
      sendElsewhere(reason);
    }
  }

  private void sendAgain(String reason) {
    if (!(bound ? pool.keepSession(target) : pool.keep(target))) {
      sendElsewhere(reason);
      return;
    }
    target.tally().retried();
    if (bound) {
      search = services.upstreams().search(pool, request, tried, this);
      search.beginOnly(target);
    } else {
      connect(target);
    }
  }

  private void sendElsewhere(String reason) {
    if (bound) {
      outcome.refuse(502, reason);
      return;
    }
    tried.add(target);
    search = services.upstreams().search(pool, request, tried, this);
    search.goOn(new UpstreamFailure(502, reason));
  }

  @Override
  public void onFound(Upstream upstream) {
    send(new TargetConnection(upstream, services.idle()));
  }

  @Override
  public void onNobody(UpstreamFailure failure) {
    outcome.refuse(failure.status(), failure.getMessage());
  }

  private void send(TargetConnection to) {
    connection = to;
    target = to.target();
    ByteBuf head = to.newBuffer();
    try {
      RequestHead.writeRequest(request, target, Trailers.announced(request), head);
    } catch (RuntimeException bug) {
      head.release();
      outcome.onBug(bug);
      return;
    }
    to.request(head, request.method().equals("HEAD"), answer)
        .addListener(sent -> onSent(to, sent.isSuccess()));
  }

  private void onSent(TargetConnection to, boolean whole) {
    if (cancelled || to != connection) {
      return;
    }
    if (whole) {
      outcome.onDelivered(to);
    } else if (to.hasAnswered()) {
      return; // whoever listens hears the rest
    } else {
      if (!to.isReused()) {
        target.onFailure("connection closed before the request");
      }
      repeat("the target closed the connection");
    }
  }
}
