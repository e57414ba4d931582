package io.carillon.gateway.proxy.inject;

import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.pubsub.Recovery;
import io.carillon.gateway.pubsub.Subscribed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a client has missed that could only be subscribed some time after it came, since the broker
 * was away. It has no position to recover from, so the time at which publications were accepted
 * decides. Stateless.
 */
final class LateBeginning {
  /** Asks for the newest publications of a stream. */
  static final HistoryQuery NEWEST = new HistoryQuery(Recovery.MOST_PUBLICATIONS + 1, null, true);

  /**
   * Those of publishing nodes differ a little: rather something from before it came than nothing
   * from after.
   */
  private static final long CLOCKS_DIFFER_MILLIS = 1_000;

  private LateBeginning() {}

  /**
   * Decides what the client gets.
   *
   * @param newest as {@link #NEWEST} asks for it, read while the client was subscribed already
   * @param cameMillis since 1970, by the clock of the broker
   */
  static Subscribed of(History newest, long cameMillis) {
    List<Publication> missed = new ArrayList<>();
    for (Publication publication : newest.publications()) {
      if (publication.timeMillis() < cameMillis - CLOCKS_DIFFER_MILLIS) {
        break;
      }
      missed.add(publication);
    }
    Collections.reverse(missed);
    // Nothing older was kept or asked for: there may have been more that it missed.
    boolean cut =
        !missed.isEmpty()
            && missed.size() == newest.publications().size()
            && missed.get(0).offset() > 1;
    return new Subscribed(newest.top(), cut ? List.of() : missed, true, !cut);
  }
}
