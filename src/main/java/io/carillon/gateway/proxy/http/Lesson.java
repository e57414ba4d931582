package io.carillon.gateway.proxy.http;

import io.carillon.gateway.proxy.sticky.Stickiness;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;

/**
 * Holds the beginning of a body back until something has been learnt from it: a client that knows
 * its session is sent with it to any node, which has to know it too. Confined to a loop.
 */
final class Lesson implements BodySink {
  private final BodySink next;
  private final Function<byte[], Future<Void>> teach;
  private final Runnable onTaught;
  private final Buffer held = Buffer.buffer();
  private boolean teaching;
  private boolean taught;
  private boolean ended;

  /**
   * @param teach completes on the loop
   * @param onTaught called when pieces pass from now on
   */
  Lesson(BodySink next, Function<byte[], Future<Void>> teach, Runnable onTaught) {
    this.next = next;
    this.teach = teach;
    this.onTaught = onTaught;
  }

  @Override
  public boolean isWaiting() {
    return teaching;
  }

  @Override
  public void write(Buffer piece) {
    if (taught) {
      next.write(piece);
      return;
    }
    held.appendBuffer(piece);
    if (!teaching && held.length() >= Stickiness.LEARNT_BYTES) {
      teach();
    }
  }

  @Override
  public void end() {
    ended = true;
    if (taught) {
      next.end();
    } else if (!teaching) {
      teach();
    }
  }

  private void teach() {
    teaching = true;
    byte[] beginning = held.getBytes(0, Math.min(held.length(), Stickiness.LEARNT_BYTES));
    teach.apply(beginning).onComplete(done -> pass());
  }

  private void pass() {
    teaching = false;
    taught = true;
    if (held.length() > 0) {
      next.write(held);
    }
    if (ended) {
      next.end();
    } else {
      onTaught.run();
    }
  }
}
