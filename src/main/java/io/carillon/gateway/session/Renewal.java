package io.carillon.gateway.session;

import io.carillon.gateway.backend.Stay;
import io.carillon.gateway.backend.Verdict;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * Asks a backend, when the time of a client or of one of its subscriptions is over, whether it goes
 * on. One that does not answer is asked again for a while, since it may be down while its clients
 * are well. On the session's loop.
 */
final class Renewal {
  private static final Duration GRACE = Duration.ofMinutes(1);
  private static final Duration AGAIN = Duration.ofSeconds(3);

  private final CentrifugeSession session;
  private final Lease lease;

  /** What holds for some time. */
  interface Lease {
    /**
     * Something is done then, in the place of all else that would be done by the clock.
     *
     * @param millis since 1970; 0 for never
     */
    void at(long millis, Runnable due);

    /** The same some time from now, whatever the clock is set to meanwhile. */
    void after(Duration time, Runnable due);

    /** Asks for more time. */
    Future<Verdict<Stay>> ask();

    /** It goes on as that says, but for the time, of which {@link Renewal} takes care. */
    void goOn(Stay stay);

    /** Its time is over. */
    void expire();

    /** Whether it has ended in another way. */
    boolean hasEnded();
  }

  Renewal(CentrifugeSession session, Lease lease) {
    this.session = session;
    this.lease = lease;
  }

  /**
   * It holds until then.
   *
   * @param seconds since 1970; 0 for ever
   */
  void begin(long seconds) {
    lease.at(seconds * 1_000, () -> ask(System.nanoTime() + GRACE.toNanos()));
  }

  /**
   * @param patientUntil by {@link System#nanoTime}
   */
  private void ask(long patientUntil) {
    session.await(
        lease.ask(),
        answer -> {
          if (!lease.hasEnded()) {
            take(answer, patientUntil);
          }
        });
  }

  private void take(AsyncResult<Verdict<Stay>> answer, long patientUntil) {
    if (answer.succeeded() && answer.result() instanceof Verdict.Granted<Stay> granted) {
      Stay stay = granted.result();
      if (stay.expired() || isOver(stay.expireAt())) {
        lease.expire();
      } else {
        lease.goOn(stay);
        begin(stay.expireAt());
      }
    } else if (answer.succeeded() && answer.result() instanceof Verdict.HangUp<Stay> hangUp) {
      session.disconnect(hangUp.code(), hangUp.reason());
    } else if (System.nanoTime() - patientUntil < 0) {
      lease.after(AGAIN, () -> ask(patientUntil));
    } else {
      lease.expire();
    }
  }

  private static boolean isOver(long seconds) {
    return seconds != 0 && seconds * 1_000 <= System.currentTimeMillis();
  }
}
