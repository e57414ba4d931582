package io.carillon.gateway.broker.redis;

import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;

/**
 * Lets the connections rest that bring publications, while this node does not keep up with them: so
 * what comes waits at Redis, which has a bound for that. Confined to one loop.
 */
final class Pace {
  private static final int BETWEEN_LOOKS = 64;
  private static final long REST_MILLIS = 5;

  private final Vertx vertx;
  private BooleanSupplier hasRoom = () -> true;
  private int taken;

  Pace(Vertx vertx) {
    this.vertx = vertx;
  }

  void keepTo(BooleanSupplier newHasRoom) {
    hasRoom = newHasRoom;
  }

  /** Another message has come over this connection. */
  void onMessage(Wire wire) {
    if (++taken % BETWEEN_LOOKS == 0 && !hasRoom.getAsBoolean()) {
      wire.rest(true);
      wait(wire);
    }
  }

  private void wait(Wire wire) {
    vertx.setTimer(
        REST_MILLIS,
        timer -> {
          if (hasRoom.getAsBoolean()) {
            wire.rest(false);
          } else if (wire.isOpen()) {
            wait(wire);
          }
        });
  }
}
