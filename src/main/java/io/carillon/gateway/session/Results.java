package io.carillon.gateway.session;

import io.carillon.gateway.auth.Grant;
import io.carillon.gateway.protocol.Reply;
import io.carillon.gateway.pubsub.Subscribed;

/** What the client protocol says of our results. */
final class Results {
  private Results() {}

  /**
   * A subscription that has begun. On a stream it is always recoverable: the gateway promises no
   * silent loss.
   */
  static Reply.SubscribeResult subscribe(Subscription subscription, Subscribed subscribed) {
    Grant grant = subscription.grant();
    boolean stream = !subscribed.top().epoch().isEmpty();
    return new Reply.SubscribeResult(
        stream,
        stream,
        subscribed.top(),
        subscribed.missed(),
        subscribed.wasRecovering(),
        subscribed.recovered(),
        subscription.isRenewed() ? 0 : Ttl.of(grant.expireAt()),
        grant.data(),
        subscription.isDelta());
  }
}
