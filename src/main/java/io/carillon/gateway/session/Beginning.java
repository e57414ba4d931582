package io.carillon.gateway.session;

import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.pubsub.Subscribed;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.function.Predicate;

/**
 * A subscription on its way to begin: it hears its channel, and its client is told, or refused.
 * Made by its {@link Subscriptions}; on the session's loop.
 *
 * @param mayBegin whether the client wants it as it is
 * @param told called once, unless the session ends first
 */
record Beginning(
    Subscription subscription, Predicate<Subscribed> mayBegin, Handler<AsyncResult<Begun>> told) {
  /**
   * Asks the broker.
   *
   * @param recoverFrom where the client stood; null when it begins anew
   * @return done when it is decided; never fails
   */
  Future<Void> begin(StreamPosition recoverFrom) {
    Session session = subscription.session();
    LoopServices services = session.services();
    Future<Subscribed> listening =
        services
            .pubSub()
            .subscribe(
                services.shard(),
                subscription.channel(),
                subscription,
                recoverFrom,
                subscription.wanted());
    session.await(
        listening,
        result -> {
          if (!subscription.hasEnded()) { // by a bug, with its session
            decide(session, result);
          }
        });
    return listening.transform(any -> Future.succeededFuture());
  }

  private void decide(Session session, AsyncResult<Subscribed> result) {
    if (result.succeeded() && mayBegin.test(result.result())) {
      subscription.markJoined();
      Announcement.join(subscription);
      session.services().chronicle().subscribed(session, subscription, result.result());
      told.handle(Future.succeededFuture(new Begun(subscription, result.result())));
      return;
    }
    session.subscriptions().forget(subscription);
    told.handle(
        Future.failedFuture(
            result.failed()
                ? result.cause()
                : new GatewayException(
                    ErrorCode.UNRECOVERABLE_POSITION, subscription.channel().name())));
    session.subscriptions().settle(subscription.channel());
  }
}
