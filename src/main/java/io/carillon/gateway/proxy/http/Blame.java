package io.carillon.gateway.proxy.http;

import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.proxy.tally.TimeoutKind;

/**
 * Holds against a target, or for it, what it did with one request; not what clients can bring about
 * whenever they like. Confined to the loop of the exchange.
 */
final class Blame {
  private final Pool pool;
  private final ProxyRequest request;

  Blame(Pool pool, ProxyRequest request) {
    this.pool = pool;
    this.request = request;
  }

  /** It answered, whatever it said. */
  void answered(Target target) {
    target.onSuccess();
    pool.doubts().answered(target, this::question);
    pool.doubts().answered(target, request::place);
  }

  /** It closed the connection without a byte of an answer, which may be the request's fault. */
  void hungUp(Target target, String reason) {
    pool.doubts().unanswered(target, question(), reason);
  }

  /** It said something that is no answer. */
  void failed(Target target, String reason) {
    target.onFailure(reason);
  }

  /**
   * It did not answer in time, which may be the request's fault, too: there are slow ones.
   *
   * @param body of the request: as long as the client keeps it back, a target may well wait for it
   */
  void late(Target target, RequestBody body) {
    target.tally().timeouts().count(TimeoutKind.RESPONSE);
    if (!body.isKeptBack()) {
      pool.doubts().unanswered(target, request.place(), "no answer in time");
    }
  }

  // What another target has to answer so that it is not the request that is bad.
  private String question() {
    return request.method() + " " + request.header("Host") + request.targetUri();
  }
}
