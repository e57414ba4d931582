package io.carillon.gateway.session;

import io.carillon.gateway.auth.Grant;
import io.carillon.gateway.backend.Backends;
import io.carillon.gateway.backend.Stay;
import io.carillon.gateway.backend.Verdict;
import io.carillon.gateway.channel.ClientInfo;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * What a subscription was granted beyond what the channel's policy says, or for some time only.
 * Made by its {@link Subscription}, only for such; confined to the loop.
 */
final class Granted implements Renewal.Lease {
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
    take(another);
    if (isRenewed()) {
      new Renewal((CentrifugeSession) session(), this).begin(another.expireAt());
    } else {
      setEnd(another.expireAt());
    }
  }

  private void take(Grant another) {
    ClientInfo info = session().info();
    grant = another;
    client = new ClientInfo(info.client(), info.user(), info.connInfo(), another.info());
  }

  private Session session() {
    return subscription.session();
  }

  private Backends backends() {
    return session().services().backends();
  }

  /** Whether a backend is asked when its time is over, so that the client has not to care. */
  boolean isRenewed() {
    return grant.byBackend() && grant.expireAt() != 0 && backends().refreshSubscriptions();
  }

  private void setEnd(long seconds) {
    term = session().services().term(term, session(), seconds, this::expire);
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

  @Override
  public void at(long millis, Runnable due) {
    term = session().services().heartbeat().terms().set(term, session(), millis, due);
  }

  @Override
  public void after(Duration time, Runnable due) {
    term = session().services().heartbeat().waits().after(term, session(), time, due);
  }

  @Override
  public Future<Verdict<Stay>> ask() {
    return backends()
        .subRefresh(
            Askers.of((CentrifugeSession) session()),
            subscription.channel(),
            () -> !subscription.hasEnded());
  }

  @Override
  public void goOn(Stay stay) {
    take(grant.until(stay.expireAt(), stay.info()));
  }

  @Override
  public void expire() {
    session().onExpired(subscription);
  }

  @Override
  public boolean hasEnded() {
    return subscription.hasEnded();
  }

  /** The subscription has ended. */
  void end() {
    setEnd(0);
  }
}
