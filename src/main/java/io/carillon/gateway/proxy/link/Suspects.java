package io.carillon.gateway.proxy.link;

import io.carillon.gateway.proxy.pool.Pool;
import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ProxyRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Targets that gave a handshake no answer. It may be the handshake that is bad, so who hung up on
 * it is to blame only when another one answers it; and it may be slow, so who was late only when
 * another one answers what goes to the same place. Confined to the loop of the handshake.
 */
final class Suspects {
  private final Pool pool;
  private final ProxyRequest request;
  private Map<Target, String> reasons = Map.of();

  Suspects(Pool pool, ProxyRequest request) {
    this.pool = pool;
    this.request = request;
  }

  /** Without a word. */
  void hungUp(Target target, String reason) {
    if (reasons.isEmpty()) {
      reasons = new LinkedHashMap<>(4);
    }
    reasons.put(target, reason);
  }

  /** It is not waited for any more. */
  void late(Target target) {
    pool.doubts().unanswered(target, request.place(), "no answer in time");
  }

  /** One has answered, whatever it says. */
  void answered(Target target) {
    target.onSuccess();
    reasons.forEach(Target::onFailure);
    pool.doubts().answered(target, request::place);
  }
}
