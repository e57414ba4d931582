package io.carillon.gateway.session;

import io.carillon.gateway.backend.Backends;
import io.carillon.gateway.backend.Stay;
import io.carillon.gateway.backend.Verdict;
import io.carillon.gateway.error.CloseCode;
import io.vertx.core.AsyncResult;

/**
 * Asks a backend, when the time of a client is over, whether it may stay. One that does not answer
 * is asked again for a while, since it may be down while its clients are well. On the session's
 * loop.
 */
final class Renewal {
  private static final long GRACE_MILLIS = 60_000;
  private static final long AGAIN_MILLIS = 3_000;

  private final CentrifugeSession session;
  private final Tenure tenure;

  Renewal(CentrifugeSession session, Tenure tenure) {
    this.session = session;
    this.tenure = tenure;
  }

  /**
   * It may stay until then.
   *
   * @param seconds since 1970; 0 for ever
   */
  void begin(long seconds) {
    long end = seconds * 1_000;
    tenure.at(end, () -> ask(end + GRACE_MILLIS));
  }

  private void ask(long patientUntil) {
    Backends backends = session.services().backends();
    session.await(
        backends.refresh(Askers.of(session), () -> !session.isOver()),
        answer -> take(answer, patientUntil));
  }

  private void take(AsyncResult<Verdict<Stay>> answer, long patientUntil) {
    long now = System.currentTimeMillis();
    if (answer.succeeded() && answer.result() instanceof Verdict.Granted<Stay> granted) {
      Stay stay = granted.result();
      if (stay.expired() || (stay.expireAt() != 0 && stay.expireAt() * 1_000 <= now)) {
        session.disconnect(CloseCode.EXPIRED);
      } else {
        begin(stay.expireAt());
      }
    } else if (answer.succeeded() && answer.result() instanceof Verdict.HangUp<Stay> hangUp) {
      session.disconnect(hangUp.code(), hangUp.reason());
    } else if (now < patientUntil) {
      tenure.at(now + AGAIN_MILLIS, () -> ask(patientUntil));
    } else {
      session.disconnect(CloseCode.EXPIRED);
    }
  }
}
