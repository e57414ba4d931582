package io.carillon.gateway.session;

import io.carillon.gateway.auth.Grant;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.hub.PushBatch;
import io.carillon.gateway.pubsub.Listener;
import io.carillon.gateway.pubsub.Subscribed;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.function.Predicate;

/**
 * A session on a channel, which gets everything, and whole. Ended by its {@link Subscriptions};
 * confined to its loop.
 */
class Subscription extends Listener {
  private final Session session;
  private final boolean byServer;
  private boolean joined;

  /** Null for those that hold as the policy says, for ever. */
  private Granted granted;

  /**
   * @param grant null for nothing beyond what the channel's policy says
   */
  Subscription(Session session, Channel channel, boolean byServer, Grant grant) {
    super(channel);
    this.session = session;
    this.byServer = byServer;
    if (grant != null) {
      grant(grant);
    }
  }

  Session session() {
    return session;
  }

  /** It is granted this from now on, in the place of what it was before. */
  void grant(Grant grant) {
    if (granted != null) {
      granted.renew(grant);
    } else if (!grant.isPlain()) {
      granted = new Granted(this, grant);
    }
  }

  /** As it is now. */
  Grant grant() {
    return granted == null ? Grant.PLAIN : granted.grant();
  }

  /** As it was when it began. */
  Grant firstGrant() {
    return granted == null ? Grant.PLAIN : granted.first();
  }

  /** Whether a backend is asked when its time is over. */
  boolean isRenewed() {
    return granted != null && granted.isRenewed();
  }

  /** It ends: nothing of it is due any more. */
  void endGrant() {
    if (granted != null) {
      granted.end();
    }
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

  /** What the client wants to hear; null for all. */
  Predicate<Publication> wanted() {
    return null;
  }

  /** Whether the client gets deltas. */
  boolean isDelta() {
    return false;
  }

  /** The client was told how it began. */
  void told(Subscribed subscribed) {}

  @Override
  public void goLiveAfter(StreamPosition from, List<? extends ChannelEvent> missed) {
    super.goLiveAfter(from, missed);
    session.subscriptions().settle(channel());
  }

  @Override
  protected ClientInfo client() {
    return granted == null ? session.info() : granted.client();
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
