package io.carillon.gateway.proxy.http;

import io.carillon.gateway.proxy.sticky.PollReader;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/**
 * Has a body read as it passes, one piece behind: a client that has it all may come to any node,
 * which has to know what was in it. Confined to a loop.
 */
final class Overheard implements BodySink {
  private final BodySink next;
  private final PollReader reader;
  private final Consumer<Runnable> later;
  private final Runnable onTold;
  private Buffer held;
  private boolean telling;
  private boolean ended;

  /**
   * @param later runs a step on the loop, if it still matters then
   * @param onTold called when pieces pass again
   */
  Overheard(BodySink next, PollReader reader, Consumer<Runnable> later, Runnable onTold) {
    this.next = next;
    this.reader = reader;
    this.later = later;
    this.onTold = onTold;
  }

  @Override
  public boolean isWaiting() {
    return telling || next.isWaiting();
  }

  @Override
  public void write(Buffer piece) {
    if (!telling) {
      passHeld();
    }
    held = held == null ? piece : held.copy().appendBuffer(piece);
    reader.read(piece);
    tell();
  }

  @Override
  public void end() {
    ended = true;
    reader.end();
    tell();
    if (!telling) {
      finish();
    }
  }

  private void tell() {
    if (!telling && !reader.told().isComplete()) {
      telling = true;
      awaitTold();
    }
  }

  private void awaitTold() {
    reader.told().onComplete(done -> later.accept(this::told));
  }

  private void told() {
    if (!reader.told().isComplete()) {
      awaitTold(); // more was read meanwhile
      return;
    }
    telling = false;
    if (ended) {
      finish();
    } else {
      onTold.run();
    }
  }

  private void finish() {
    passHeld();
    next.end();
  }

  private void passHeld() {
    if (held != null) {
      Buffer passing = held;
      held = null;
      next.write(passing);
    }
  }
}
