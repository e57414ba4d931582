package io.carillon.gateway.session;

import io.carillon.gateway.auth.Credentials;
import io.carillon.gateway.backend.Stay;
import io.carillon.gateway.backend.Verdict;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.error.CloseCode;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Set;

/**
 * How long a client may stay, and what else few come in with. Made by its session, only for those;
 * confined to its loop.
 */
final class Tenure implements Renewal.Lease {
  private final Session session;
  private final Payload meta;
  private final Set<Channel> granted;
  private Terms.Term term;
  private long dueAt;

  Tenure(Session session, Credentials credentials) {
    this.session = session;
    this.meta = credentials.meta();
    this.granted = credentials.subscriptions().keySet();
    expireAt(credentials.expireAt());
  }

  /** Whether there is anything to keep of what a client came in with. */
  static boolean isRare(Credentials credentials) {
    return credentials.expireAt() != 0
        || credentials.meta() != null
        || !credentials.subscriptions().isEmpty();
  }

  /** That only backends see; null when there is none. */
  Payload meta() {
    return meta;
  }

  /** The channels that it was subscribed to by what it came in with. */
  Set<Channel> granted() {
    return granted;
  }

  /** Until when the client has to bring another token, in seconds since 1970; 0 for never. */
  long dueAt() {
    return dueAt;
  }

  /**
   * It may stay until then, and some grace.
   *
   * @param seconds since 1970; 0 for ever
   */
  void expireAt(long seconds) {
    dueAt = seconds;
    term = session.services().term(term, session, seconds, this::expire);
  }

  /**
   * A backend is asked when that time has come.
   *
   * @param seconds since 1970; 0 for ever
   */
  void renewByBackend(long seconds) {
    dueAt = 0;
    new Renewal((CentrifugeSession) session, this).begin(seconds);
  }

  @Override
  public void at(long millis, Runnable due) {
    term = session.services().heartbeat().terms().set(term, session, millis, due);
  }

  @Override
  public void after(Duration time, Runnable due) {
    term = session.services().heartbeat().waits().after(term, session, time, due);
  }

  @Override
  public Future<Verdict<Stay>> ask() {
    return session
        .services()
        .backends()
        .refresh(Askers.of((CentrifugeSession) session), () -> !session.isOver());
  }

  @Override
  public void goOn(Stay stay) {
    session.inform(stay.info());
  }

  @Override
  public void expire() {
    session.disconnect(CloseCode.EXPIRED);
  }

  @Override
  public boolean hasEnded() {
    return session.isOver();
  }

  /** It is gone. */
  void end() {
    expireAt(0);
  }
}
