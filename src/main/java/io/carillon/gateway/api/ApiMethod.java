package io.carillon.gateway.api;

import io.carillon.gateway.protocol.JsonWriter;
import io.carillon.gateway.protocol.RawJson;
import io.vertx.core.Future;
import java.util.function.Consumer;

/** One method of the API. Called on an event loop; its future may complete on any thread. */
@FunctionalInterface
interface ApiMethod {
  /**
   * Carries out a request.
   *
   * @return writes the fields of the result object; fails with a {@code GatewayException} for a
   *     refusal
   */
  Future<Consumer<JsonWriter>> call(RawJson request);
}
