package io.carillon.gateway.session;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.hub.PushBatch;
import io.carillon.gateway.pubsub.Listener;
import io.netty.channel.EventLoop;

/** A session on a channel. Made and ended by its {@link Subscriptions}; confined to its loop. */
final class Subscription extends Listener {
  private final Session session;
  private final boolean byServer;
  private boolean joined;

  Subscription(Session session, Channel channel, boolean byServer) {
    super(channel);
    this.session = session;
    this.byServer = byServer;
  }

  /** Whether the client did not ask for it. */
  boolean byServer() {
    return byServer;
  }

  /** Others have been told that the client came, so they have to be told when it goes. */
  void markJoined() {
    joined = true;
  }

  boolean hasJoined() {
    return joined;
  }

  @Override
  protected ClientInfo client() {
    return session.info();
  }

  @Override
  protected EventLoop loop() {
    return session.loop();
  }

  @Override
  protected void deliver(PushBatch batch, int from) {
    session.deliver(this, batch, from);
  }

  @Override
  protected void onGap() {
    session.onGap(this);
  }

  @Override
  protected void flush() {
    session.flush();
  }

  @Override
  protected void fail(RuntimeException bug) {
    end();
    session.onBug(bug);
  }
}
