package io.carillon.gateway.broker.embedded;

import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of one channel with history: its epoch, its last offset and the publications it still
 * keeps, oldest first. Deterministic: clock and epoch come from the caller. Not thread-safe: {@link
 * EmbeddedBroker} lets one caller in at a time.
 */
final class Stream {
  private final String epoch;
  private final KeptPublications kept = new KeptPublications();
  private Retention retention;
  private long lastOffset;
  private boolean listening;
  private long lastUseMillis;

  Stream(String epoch, Retention retention, long nowMillis) {
    this.epoch = epoch;
    this.retention = retention;
    this.lastUseMillis = nowMillis;
  }

  StreamPosition top() {
    return new StreamPosition(epoch, lastOffset);
  }

  Publication append(Channel channel, Payload data, PublishOptions options, long nowMillis) {
    retention = options.retention();
    lastOffset++;
    Publication publication =
        new Publication(channel, lastOffset, data, options.info(), options.tags(), nowMillis);
    kept.add(publication);
    touch(nowMillis);
    return publication;
  }

  History read(HistoryQuery query, long nowMillis) {
    touch(nowMillis);
    if (query.limit() == 0) {
      return new History(List.of(), top());
    }
    int from = 0;
    int to = kept.size();
    StreamPosition since = query.since();
    if (since != null && isOfThisStream(since)) {
      from = query.reverse() ? 0 : kept.placeAfter(since.offset());
      to = query.reverse() ? kept.placeAfter(since.offset() - 1) : to;
    }
    int count = query.limit() < 0 ? to - from : Math.min(query.limit(), to - from);
    List<Publication> found = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      found.add(kept.get(query.reverse() ? to - 1 - i : from + i));
    }
    return new History(List.copyOf(found), top());
  }

  void clear() {
    kept.clear();
  }

  void listen(boolean listens, long nowMillis) {
    listening = listens;
    touch(nowMillis);
  }

  /**
   * Drops what is too old.
   *
   * @return whether the stream itself may be forgotten: nobody listens, nothing is kept, and it
   *     rested for another ttl, within which a client may come back and learn that it missed
   *     nothing
   */
  boolean expire(long nowMillis) {
    trim(nowMillis);
    return !listening
        && kept.isEmpty()
        && nowMillis - lastUseMillis > 2 * retention.ttl().toMillis();
  }

  private void touch(long nowMillis) {
    lastUseMillis = nowMillis;
    trim(nowMillis);
  }

  private void trim(long nowMillis) {
    long oldest = nowMillis - retention.ttl().toMillis();
    while (!kept.isEmpty()
        && (kept.size() > retention.size() || kept.get(0).timeMillis() <= oldest)) {
      kept.removeOldest();
    }
  }

  // A position of another epoch says nothing about this stream, so all of it is news.
  private boolean isOfThisStream(StreamPosition since) {
    return since.epoch().isEmpty() || since.epoch().equals(epoch);
  }
}
