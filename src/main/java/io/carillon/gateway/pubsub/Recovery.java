package io.carillon.gateway.pubsub;

import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import java.util.List;

/**
 * Decides whether a client that comes back gets all that it missed: never a part of it. Too much is
 * told as a gap, since a client so far behind is better off with a fresh state.
 *
 * @param mostPublications that are replayed
 * @param mostBytes of payload that are replayed, so that recovering cannot make a client slow
 */
public record Recovery(int mostPublications, long mostBytes) {
  /** What a Centrifuge client may expect to get back at most. */
  public static final int MOST_PUBLICATIONS = 300;

  /** One more than is replayed: so a gap at the far end shows. */
  HistoryQuery query(StreamPosition from) {
    return HistoryQuery.after(from, mostPublications + 1);
  }

  Subscribed decide(StreamPosition from, History missed) {
    List<Publication> publications = missed.publications();
    return reachesTop(from, missed) && isBounded(publications)
        ? new Subscribed(missed.top(), publications, true, true)
        : new Subscribed(missed.top(), List.of(), true, false);
  }

  private static boolean reachesTop(StreamPosition from, History missed) {
    StreamPosition top = missed.top();
    if (!from.epoch().isEmpty() && !from.epoch().equals(top.epoch())) {
      return false;
    }
    List<Publication> publications = missed.publications();
    if (publications.isEmpty()) {
      return from.offset() == top.offset();
    }
    return publications.get(0).offset() == from.offset() + 1
        && publications.get(publications.size() - 1).offset() == top.offset();
  }

  private boolean isBounded(List<Publication> publications) {
    long bytes = 0;
    for (Publication publication : publications) {
      bytes += publication.data().size();
    }
    return publications.size() <= mostPublications && bytes <= mostBytes;
  }
}
