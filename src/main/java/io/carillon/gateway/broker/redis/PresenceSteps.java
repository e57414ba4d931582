package io.carillon.gateway.broker.redis;

import io.vertx.core.Future;
import java.util.List;

/** What Redis is asked about presence in one shard, each an atomic step. Confined to one loop. */
interface PresenceSteps {
  /**
   * Clients of this node came or left.
   *
   * @param number of this change, higher than that of any before
   * @param known the last change this node knows was taken; 0 when it begins anew, so that what
   *     Redis holds of it is void
   */
  Future<Standing> change(
      long number, long known, List<PresenceRoster.Key> going, List<PresenceEntry> coming);

  /** This node is there for another lease. */
  Future<Beat> beat(long known);

  /** Takes clients of a node that is gone out of the shard; none when nobody is left. */
  Future<List<PresenceEntry>> reap(String node);

  /** What Redis has of this node. */
  enum Standing {
    /** All that it was told. */
    KNOWN,
    /** Not all that it was told. */
    LOST,
    /** Nothing any more: the node was silent for too long, and others may have told so. */
    GONE
  }

  /**
   * The answer to a heartbeat.
   *
   * @param gone nodes whose clients have to be told of
   */
  record Beat(Standing standing, List<String> gone) {}
}
