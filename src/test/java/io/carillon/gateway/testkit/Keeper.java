package io.carillon.gateway.testkit;

import io.carillon.gateway.channel.StreamPosition;

/** Where a stream can be read. */
interface Keeper {
  /** Where the stream stands; null when that is not to be had now. */
  StreamPosition position(String channel);

  /** All of it; fails when it cannot be read. */
  Kept kept(String channel);
}
