package io.carillon.gateway.session;

import io.carillon.gateway.auth.Grant;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.filter.TagFilter;
import io.carillon.gateway.hub.PushBatch;
import java.util.function.Predicate;

/**
 * One that gets publications with certain tags only, out of the bytes that everybody gets. What it
 * does not get counts as heard, so that nothing seems to be missing.
 */
final class FilteredSubscription extends Subscription {
  private final CentrifugeSession session;
  private final TagFilter filter;

  /**
   * @param filter shared by those of this loop that want the same
   */
  FilteredSubscription(CentrifugeSession session, Channel channel, Grant grant, TagFilter filter) {
    super(session, channel, false, grant);
    this.session = session;
    this.filter = filter;
  }

  @Override
  Predicate<Publication> wanted() {
    return filter;
  }

  @Override
  protected void deliver(PushBatch batch, int from) {
    int[] runs = batch.runs(filter);
    for (int i = 0; i < runs.length; i += 2) {
      int begin = Math.max(from, runs[i]);
      if (begin < runs[i + 1]) {
        session.deliver(batch, session.encoder(), begin, runs[i + 1]);
      }
    }
  }
}
