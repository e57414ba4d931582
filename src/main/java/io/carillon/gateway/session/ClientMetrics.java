package io.carillon.gateway.session;

/** Counts the clients of one kind and route. From any thread. */
public interface ClientMetrics {
  /** Counts nothing. */
  ClientMetrics NONE =
      new ClientMetrics() {
        @Override
        public void opened() {}

        @Override
        public void closed(int code) {}

        @Override
        public void slow() {}
      };

  /** One came. */
  void opened();

  /**
   * One is gone.
   *
   * @param code of the close frame that we sent first; negative when the client closed, 0 when the
   *     socket ended without a word
   */
  void closed(int code);

  /** One did not keep up, and is about to lose its connection. */
  void slow();
}
