package io.carillon.gateway.admission;

/** Counts who is let in. From any thread. */
public interface AdmissionMetrics {
  /** Counts nothing. */
  AdmissionMetrics NONE =
      new AdmissionMetrics() {
        @Override
        public void admitted() {}

        @Override
        public void delayed(boolean recovering) {}

        @Override
        public void refused(Refused why) {}

        @Override
        public void exceeded(Limit limit) {}
      };

  /** One was let in, at once or later. */
  void admitted();

  /** One has to wait. */
  void delayed(boolean recovering);

  /** One was not let in. */
  void refused(Refused why);

  /** A client that is in wanted more than it may. */
  void exceeded(Limit limit);

  /** Why somebody is not let in. */
  enum Refused {
    /** The node has as many connections as it may. */
    NODE,
    /** The address has. */
    ADDRESS,
    /** The user has. */
    USER,
    /** Too many wait: told in answer to the handshake. */
    CROWD,
    /** Too many wait: told after it. */
    FULL,
    /** The process may have no more files and sockets. */
    FILES,
    /** Memory is short. */
    MEMORY,
    /** It has waited as long as anybody may. */
    PATIENCE
  }

  /** What somebody had too much of. */
  enum Limit {
    COMMANDS,
    PUBLICATIONS,
    CONNECT_BYTES,
    CHANNELS,
    USER_CHANNELS
  }
}
