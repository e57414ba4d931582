package io.carillon.gateway.backend;

/** Counts what is asked of backends. From any event loop. */
public interface BackendMetrics {
  /** Counts nothing. */
  BackendMetrics NONE =
      new BackendMetrics() {
        @Override
        public void asked(String backend, Question question, Outcome outcome, long nanos) {}

        @Override
        public void waiting(String backend, int change) {}

        @Override
        public void broken(String backend, boolean open) {}
      };

  /**
   * A question is done with.
   *
   * @param nanos since somebody had it
   */
  void asked(String backend, Question question, Outcome outcome, long nanos);

  /** So many more questions wait for an answer, or fewer. */
  void waiting(String backend, int change);

  /** The breaker of one loop for one kind of question has opened, or closed. */
  void broken(String backend, boolean open);
}
