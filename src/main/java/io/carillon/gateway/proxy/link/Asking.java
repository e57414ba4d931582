package io.carillon.gateway.proxy.link;

import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.proxy.tally.HandshakeOutcome;
import io.carillon.gateway.proxy.upstream.Search;
import io.carillon.gateway.proxy.upstream.Upstream;
import io.carillon.gateway.proxy.upstream.UpstreamFailure;
import io.carillon.gateway.proxy.upstream.Upstreams;
import java.util.HashSet;
import java.util.Set;

/**
 * Asks one target after the other whether it accepts a handshake, until one answers: who has got no
 * byte of an answer may get it from another. Made by {@link Upgrade}, which is told what comes of
 * it; hears the answers from {@link AnswerReader}s. Confined to its loop.
 */
final class Asking implements Search.Seeker {
  private final Upgrade upgrade;
  private final ProxyRequest request;
  private final Pool pool;
  private final UpgradeRecord record;
  private final Set<Target> tried = new HashSet<>(4);
  private final Suspects suspects;
  private final Search search;

  /** The target that is asked, or was asked last; null before that. */
  private Inquiry inquiry;

  Asking(
      Upgrade upgrade, ProxyRequest request, Pool pool, Upstreams upstreams, UpgradeRecord record) {
    this.upgrade = upgrade;
    this.request = request;
    this.pool = pool;
    this.record = record;
    this.suspects = new Suspects(pool, request);
    this.search = upstreams.search(pool, request, tried, this);
  }

  /**
   * Begins.
   *
   * @param sticky where the client belongs, already counted; null to let the pool choose
   */
  void begin(Target sticky) {
    search.begin(sticky);
  }

  /** With the target that has answered. */
  Inquiry inquiry() {
    return inquiry;
  }

  /** The target that is asked, or was asked last; null before that. */
  Target target() {
    return inquiry == null ? null : inquiry.target();
  }

  @Override
  public void onFound(Upstream upstream) {
    upgrade.guard(
        () -> {
          inquiry = new Inquiry(upstream, this);
          inquiry.begin(request, pool.config().timeouts().handshake(), this::late);
        });
  }

  @Override
  public void onNobody(UpstreamFailure failure) {
    upgrade.refuse(failure.status(), failure.getMessage());
  }

  /** An answer that is not the last word. */
  void interim(HandshakeAnswer head) {
    upgrade.interim(head);
  }

  /** The target speaks WebSocket, if its head is right. */
  void accepted(HandshakeAnswer head) throws BadAnswer {
    Acceptance.check(request, head);
    inquiry.keep();
    suspects.answered(target());
    upgrade.accepted(head);
  }

  /** The target says something else than yes. */
  void declined(HandshakeAnswer head) {
    count(HandshakeOutcome.DECLINED);
    inquiry.stop();
    suspects.answered(target());
    upgrade.declined(head);
  }

  /** The target that has accepted is gone before the client knows of it. */
  void lostEarly() {
    upgrade.lostEarly();
  }

  private void late() {
    count(HandshakeOutcome.TIMEOUT);
    if (inquiry.isAnswered()) {
      target().onFailure("no whole answer in time");
    } else {
      suspects.late(target());
    }
    upgrade.refuse(504, "no answer from the target in time");
  }

  /** The target gave an answer that is none. */
  void malformed(String reason) {
    count(HandshakeOutcome.MALFORMED);
    target().onFailure(reason);
    upgrade.refuse(502, "bad handshake from the target");
  }

  /** The target hung up. */
  void hungUp(String reason) {
    if (inquiry.isAnswered()) {
      lost(reason);
    } else {
      suspects.hungUp(target(), reason);
      goOn();
    }
  }

  /** The target did not answer, and no handshake brings that about. */
  void lost(String reason) {
    target().onFailure(reason);
    goOn();
  }

  private void goOn() {
    count(HandshakeOutcome.LOST);
    UpstreamFailure last = new UpstreamFailure(502, "no answer from the target");
    if (inquiry.isAnswered()) {
      onNobody(last);
      return;
    }
    inquiry.close();
    tried.add(target());
    upgrade.guard(() -> search.goOn(last));
  }

  /** A bug of ours. */
  void bug(Throwable cause) {
    upgrade.bug(cause);
  }

  /** The client does not want to know any more. */
  void abandon() {
    if (inquiry != null && !tried.contains(target())) {
      count(HandshakeOutcome.ABANDONED);
    }
  }

  /** Nobody is asked any more; nothing is left behind. */
  void end() {
    search.cancel();
    if (inquiry != null) {
      inquiry.close();
    }
  }

  private void count(HandshakeOutcome outcome) {
    record.answered(target(), outcome);
  }
}
