package io.carillon.gateway.pubsub;

import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import java.util.List;
import java.util.function.Predicate;

/**
 * Decides what somebody gets who subscribes where only the latest publication counts: that one,
 * unless it is known already. Stateless.
 */
final class LatestOnly {
  private LatestOnly() {}

  /**
   * What has to be read.
   *
   * @param wanted null for any publication
   */
  static HistoryQuery query(Predicate<Publication> wanted) {
    int limit = wanted == null ? 1 : Recovery.MOST_PUBLICATIONS;
    return new HistoryQuery(limit, null, true);
  }

  /**
   * Recovered is whoever knows the top of the stream, or is brought it. A filter looks for the
   * latest that passes; that none does is no loss.
   *
   * @param from where the client stood; null when it begins anew, and then nothing can be missing
   * @param newestFirst what {@link #query} asked for
   */
  static Subscribed decide(
      StreamPosition from, History newestFirst, Predicate<Publication> wanted) {
    StreamPosition top = newestFirst.top();
    boolean known = from != null && from.offset() > 0 && from.equals(top);
    boolean there =
        !newestFirst.publications().isEmpty()
            && newestFirst.publications().get(0).offset() == top.offset();
    List<Publication> latest =
        known || !there
            ? List.of()
            : newestFirst.publications().stream()
                .filter(one -> wanted == null || wanted.test(one))
                .limit(1)
                .toList();
    boolean asked = from != null;
    return new Subscribed(
        top, latest, asked || !latest.isEmpty(), asked ? known || there : !latest.isEmpty());
  }
}
