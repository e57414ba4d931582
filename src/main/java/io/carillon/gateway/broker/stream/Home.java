package io.carillon.gateway.broker.stream;

import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.StreamPosition;
import io.vertx.core.Future;

/** Where the state of channels is, wherever that is. Called on one loop, and answers there. */
public interface Home {
  /**
   * This node listens from now on, and says how far it has heard. A stream that stands before that
   * has lost publications: it begins another epoch, so that no offset is given twice.
   *
   * @param heard by now, {@link StreamPosition#NONE} for nothing; a home that is asked later may
   *     say what was heard by then
   * @param limit publications to be answered, at most
   * @return what the node missed, as it was when it listened already
   */
  Future<History> visit(Channel channel, Retention retention, StreamPosition heard, int limit);

  /** This node listens no more. */
  Future<Void> leave(Channel channel);
}
