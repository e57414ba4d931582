package io.carillon.gateway.session;

import io.carillon.gateway.auth.Grant;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.hub.PushBatch;
import io.carillon.gateway.pubsub.Subscribed;
import java.util.Arrays;
import java.util.List;

/**
 * One that gets publications as what changed in them. Those that got the same publication last
 * share the same bytes; one that did not gets the next one whole, and shares from then on.
 */
final class DeltaSubscription extends Subscription {
  private final CentrifugeSession session;

  /** What the client got last, so what it can make the next one of; null before the first. */
  private Publication last;

  DeltaSubscription(CentrifugeSession session, Channel channel, Grant grant) {
    super(session, channel, false, grant);
    this.session = session;
  }

  @Override
  boolean isDelta() {
    return true;
  }

  @Override
  void told(Subscribed subscribed) {
    List<Publication> missed = subscribed.missed();
    last = missed.isEmpty() ? null : missed.get(missed.size() - 1);
  }

  @Override
  protected void deliver(PushBatch batch, int from) {
    int end = batch.events().size();
    int first = batch.firstPublication(from);
    if (first == end || isLast(batch.before(first))) {
      session.deliver(batch, session.form().deltas(), from, end);
    } else {
      session.deliver(batch, session.form().wholes(), from, first + 1);
      if (first + 1 < end) {
        session.deliver(batch, session.form().deltas(), first + 1, end);
      }
    }
    if (first < end) {
      last = (Publication) batch.events().get(batch.lastPublication());
      batch.keepLast();
    }
  }

  // By content where it is not the very same: after a recovery, or a publication outside of the
  // stream, the client may stand elsewhere than the others.
  @SuppressWarnings("ReferenceEquality")
  private boolean isLast(Publication before) {
    return before != null
        && last != null
        && (before == last
            || (before.offset() == last.offset()
                && before.data().kind() == last.data().kind()
                && Arrays.equals(before.data().bytes(), last.data().bytes())));
  }
}
