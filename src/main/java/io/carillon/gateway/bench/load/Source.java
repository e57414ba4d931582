package io.carillon.gateway.bench.load;

import io.carillon.gateway.bench.Sent;
import java.util.List;

/** What makes messages flow from one loop. Confined to that. */
interface Source {
  /** Nothing flows. */
  Source NOTHING =
      new Source() {
        @Override
        public void begin() {}

        @Override
        public void end() {}
      };

  void begin();

  /** Nothing is sent from now on. */
  void end();

  /**
   * Something arrived for the first time.
   *
   * @param missed whether it was sent while the connection did not hear
   */
  default void onDelivered(Member member, boolean missed) {}

  /** A connection hears, perhaps again. */
  default void onHears(Member member) {}

  /** A connection that heard was lost. */
  default void onLost(Member member) {}

  /** What was there to be read on a connection has been read. */
  default void onReadEnd() {}

  /** Whether the server has answered all that was sent, where it answers. */
  default boolean isAnswered() {
    return true;
  }

  /** What was sent, where others hear it. */
  default List<Sent.Lane> sent() {
    return List.of();
  }

  default void close() {}
}
