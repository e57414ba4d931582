package io.carillon.gateway.proxy.inject;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.hub.PushBatch;
import io.carillon.gateway.pubsub.Listener;
import io.netty.channel.EventLoop;

/**
 * A link in a channel, until it leaves or has to recover. Made and ended by {@link Listening};
 * confined to its loop.
 */
final class LinkListener extends Listener {
  private final Injection injection;
  private final int place;
  private boolean promised;
  private boolean missed;

  /**
   * @param place among the channels of the link
   * @param promised see {@link #isPromised}
   */
  LinkListener(Injection injection, Channel channel, int place, boolean promised) {
    super(channel);
    this.injection = injection;
    this.place = place;
    this.promised = promised;
  }

  int place() {
    return place;
  }

  /**
   * Whether the client was ready for all that came after the position from which this goes on, so
   * that nothing of it may be left out.
   */
  boolean isPromised() {
    return promised;
  }

  /** The client is ready for all that comes from now on. */
  void promise() {
    promised = true;
  }

  /** Whether it heard something that it did not pass on, since the client was not ready for it. */
  boolean hasMissed() {
    return missed;
  }

  @Override
  protected ClientInfo client() {
    return injection.client();
  }

  @Override
  protected boolean isLink() {
    return true;
  }

  @Override
  protected EventLoop loop() {
    return injection.loop();
  }

  @Override
  protected void push(PushBatch batch) {
    if (isLive() && !injection.isReady()) {
      missed = true; // not kept here, where nothing would bound it: a stream has it
    } else {
      super.push(batch);
    }
  }

  @Override
  protected void deliver(PushBatch batch, int from) {
    injection.deliver(batch, from);
  }

  @Override
  protected void onGap() {
    injection.recover(this);
  }

  @Override
  protected void flush() {
    injection.flush();
  }

  @Override
  protected void fail(RuntimeException bug) {
    end();
    injection.onBug(bug);
  }
}
