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
 * again: to the same target when it had rested, else to another. So it is when whoever asked says
 * that it may be asked twice. Confined to the loop.
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
   */
  void begin(Target belongs) {
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
   * Gets it to another target than the one that has it, and will not answer.
   *
   * @param reason what there is to say when there is none
   */
  void sendElsewhere(String reason) {
    release().close();
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
    } else if (to.isReused()) {
      release().close();
      target.tally().retried();
      connect(pool.keep(target) ? target : null);
    } else {
      target.onFailure("connection closed before the request");
      sendElsewhere("the target closed the connection");
    }
  }
}
