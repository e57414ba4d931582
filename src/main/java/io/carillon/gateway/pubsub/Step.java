package io.carillon.gateway.pubsub;

import io.carillon.gateway.error.GatewayException;
import io.vertx.core.Future;

/** What may be refused before it has begun. */
interface Step<T> {
  /** Throws {@link GatewayException} for a refusal. */
  Future<T> begin();

  /** Begins it; a refusal is a failure of the future. */
  static <T> Future<T> attempt(Step<T> step) {
    try {
      return step.begin();
    } catch (GatewayException refusal) {
      return Future.failedFuture(refusal);
    }
  }
}
