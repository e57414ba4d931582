package io.carillon.gateway.proxy.link;

import io.carillon.gateway.proxy.pool.Target;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Targets that hung up on a handshake without a word. It may be the handshake that is bad, so they
 * are to blame only when another one answers it. Confined to the loop of the handshake.
 */
final class Suspects {
  private Map<Target, String> reasons = Map.of();

  void add(Target target, String reason) {
    if (reasons.isEmpty()) {
      reasons = new LinkedHashMap<>(4);
    }
    reasons.put(target, reason);
  }

  /** Another one has answered. */
  void blame() {
    reasons.forEach(Target::onFailure);
  }
}
