package io.carillon.gateway.cluster;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;

/**
 * Small texts that every node sees, by key: what one node has put is there for whichever asks next,
 * and outlives that node. For settings and for what was learnt of clients, not for publications.
 * Callable from any thread; futures fail with {@code UNAVAILABLE} when the table cannot be reached,
 * and then a change may have been made.
 */
public interface SharedTable {
  /**
   * Puts a text in the place of the one that is there. A key is to be put always with a time to
   * live or always without.
   *
   * @param ttl for how long at least, and hardly longer than a second more; zero for as long as the
   *     table lives
   */
  Future<Void> put(String key, String value, Duration ttl);

  /** The text of a key; null when there is none. */
  Future<String> get(String key);

  /** Takes a key out; does nothing when it is not there. */
  Future<Void> remove(String key);

  /** All that has no time to live, in no order; what has one may be among it. */
  Future<Map<String, String>> entries();
}
