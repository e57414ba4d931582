package io.carillon.gateway.session;

import io.carillon.gateway.auth.Grant;
import io.carillon.gateway.channel.ClientInfo;

/**
 * What a subscription was granted beyond what the channel's policy says, or for some time only.
 * Made by its {@link Subscription}, only for such; confined to the loop.
 */
final class Granted {
  private final Subscription subscription;
  private final Grant first;
  private Grant grant;
  private ClientInfo client;
  private Terms.Term term;

  Granted(Subscription subscription, Grant grant) {
    this.subscription = subscription;
    this.first = grant;
    renew(grant);
  }

  /**
   * Another one takes its place. Whether the client counts as present stays as it was: others have
   * been told so.
   */
  void renew(Grant another) {
    Session session = subscription.session();
    ClientInfo info = session.info();
    grant = another;
    client = new ClientInfo(info.client(), info.user(), info.connInfo(), another.info());
    setEnd(another.expireAt());
  }

  private void setEnd(long seconds) {
    Session session = subscription.session();
    term = session.services().term(term, session, seconds, () -> session.onExpired(subscription));
  }

  /** As it was when the subscription began. */
  Grant first() {
    return first;
  }

  /** As it is now. */
  Grant grant() {
    return grant;
  }

  /** The client as others in the channel see it. */
  ClientInfo client() {
    return client;
  }

  /** The subscription has ended. */
  void end() {
    setEnd(0);
  }
}
