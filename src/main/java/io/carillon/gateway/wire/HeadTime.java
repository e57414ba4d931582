package io.carillon.gateway.wire;

import io.netty.channel.ChannelHandlerContext;

/**
 * How long the head of a request may take, from the first byte of it, or of a new connection: then
 * it is refused with a 408, or the connection closed when nothing was said. Made by {@link
 * Turnstile}; confined to its loop.
 */
final class HeadTime extends Deadlines.Entry {
  /** Null for no bound. */
  private final Deadlines heads;

  private final Runnable onRefused;
  private final Runnable onDue;
  private ChannelHandlerContext ctx;

  /** Bytes of a head have come, but not all. */
  private boolean begun;

  /**
   * @param onRefused told when a request is refused
   * @param onDue told first when the time is over
   */
  HeadTime(Deadlines heads, Runnable onRefused, Runnable onDue) {
    this.heads = heads;
    this.onRefused = onRefused;
    this.onDue = onDue;
  }

  /** Runs since the connection was made, as far as is known. */
  void awaitFirst(ChannelHandlerContext context) {
    ctx = context;
    Door door = context.pipeline().get(Door.class);
    if (door == null) {
      run();
    } else {
      door.passTime(this);
    }
  }

  /** Bytes of a head have come, but not all: runs, unless it does already. */
  void begins() {
    begun = true;
    run();
  }

  /** A whole head has come. */
  void came() {
    end();
    begun = false;
  }

  private void run() {
    if (heads != null) {
      heads.begin(this);
    }
  }

  @Override
  void onDue() {
    onDue.run();
    if (!begun) {
      ctx.close(); // nothing was asked
      return;
    }
    onRefused.run();
    LateRequest.refuse(ctx, "head");
  }
}
