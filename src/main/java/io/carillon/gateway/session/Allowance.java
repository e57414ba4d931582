package io.carillon.gateway.session;

import io.carillon.gateway.admission.AdmissionMetrics.Limit;
import io.carillon.gateway.admission.Entrance;
import io.carillon.gateway.admission.TokenBucket;
import io.carillon.gateway.config.LimitsConfig;

/**
 * What one client may ask, and what of its user's it has. There is none for those who may ask
 * anything. Made when a session is registered, over with it; confined to its loop.
 */
final class Allowance {
  private final Entrance entrance;
  private final String user;

  /** Null for as many as it likes. */
  private final TokenBucket commands;

  private final TokenBucket publications;

  /** An answer to a client that asks. */
  enum Verdict {
    GRANTED,
    /** It may ask again, later. */
    REFUSED,
    /** It has been told, and goes on. */
    HOPELESS
  }

  private Allowance(Entrance entrance, String user) {
    this.entrance = entrance;
    this.user = user;
    this.commands = bucket(entrance.limits().commands());
    this.publications = bucket(entrance.limits().publications());
  }

  /** Of a client whose user has been counted; null when nothing is limited. */
  static Allowance of(Entrance entrance, String user) {
    return entrance.limits().isNoneOfClients() ? null : new Allowance(entrance, user);
  }

  private static TokenBucket bucket(LimitsConfig.Rate rate) {
    return rate.isNone() ? null : new TokenBucket(rate, System.nanoTime());
  }

  /**
   * It has sent a command.
   *
   * @param publication whether that is to publish something
   */
  Verdict charge(boolean publication) {
    Verdict verdict = take(commands, Limit.COMMANDS);
    return publication && verdict == Verdict.GRANTED
        ? take(publications, Limit.PUBLICATIONS)
        : verdict;
  }

  private Verdict take(TokenBucket bucket, Limit limit) {
    if (bucket == null || bucket.take(System.nanoTime())) {
      return Verdict.GRANTED;
    }
    entrance.exceeded(limit);
    return bucket.isHopeless() ? Verdict.HOPELESS : Verdict.REFUSED;
  }

  /** It is to be subscribed to one more; false when its user has as many as one may have. */
  boolean takeChannel() {
    boolean may = entrance.takeChannel(user);
    if (!may) {
      entrance.exceeded(Limit.USER_CHANNELS);
    }
    return may;
  }

  /** It is subscribed to one less. */
  void giveBackChannel() {
    entrance.giveBackChannel(user);
  }

  /** It is gone. */
  void end() {
    entrance.giveBackUser(user);
  }
}
