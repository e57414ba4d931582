package io.carillon.gateway.pubsub;

import io.carillon.gateway.error.ErrorCode;

/** Counts what is published at this node, and who comes back to it. From any thread. */
public interface PubSubMetrics {
  /** Counts nothing. */
  PubSubMetrics NONE =
      new PubSubMetrics() {
        @Override
        public void published(Source source, long bytes, long nanos) {}

        @Override
        public void refused(Source source, ErrorCode code) {}

        @Override
        public void recovered(boolean all) {}
      };

  /**
   * A publication was acknowledged.
   *
   * @param bytes of its payload
   * @param nanos it took
   */
  void published(Source source, long bytes, long nanos);

  /** A publication was refused, or it is unknown whether it was sent. */
  void refused(Source source, ErrorCode code);

  /**
   * A client came back and asked for what it missed.
   *
   * @param all whether it got all of it; else it was told that it did not
   */
  void recovered(boolean all);

  /** Who publishes. */
  enum Source {
    API,
    CLIENT
  }
}
