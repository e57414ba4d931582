package io.carillon.gateway.proxy.http;

import io.vertx.core.buffer.Buffer;

/** Takes the body of an answer, in order. Confined to a loop. */
interface BodySink {
  void write(Buffer piece);

  void end();

  /** Whether more than this should not be read for now. */
  default boolean isWaiting() {
    return false;
  }
}
