package io.carillon.gateway.broker.embedded.state;

import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of one channel with history: its epoch, its last offset and the publications it still
 * keeps, oldest first. Deterministic: clock and epoch come from the caller. Not thread-safe: its
 * owner lets one caller in at a time.
 */
public final class Stream {
  /** Odd, so that each step of the chain can be undone. */
  private static final long CHAIN = 0x9E3779B97F4A7C15L;

  private final KeptPublications kept = new KeptPublications();
  private String epoch;
  private Retention retention;
  private long lastOffset;
  private long chain;
  private boolean listening;
  private long lastUseMillis;

  /** A stream begins. */
  public Stream(String epoch, Retention retention, long nowMillis) {
    this.epoch = epoch;
    this.retention = retention;
    this.lastUseMillis = nowMillis;
  }

  /** Where it stands. */
  public StreamPosition top() {
    return new StreamPosition(epoch, lastOffset);
  }

  String epoch() {
    return epoch;
  }

  long lastOffset() {
    return lastOffset;
  }

  KeptPublications kept() {
    return kept;
  }

  Retention retention() {
    return retention;
  }

  /**
   * Adds a publication.
   *
   * @param id unlike that of any other publication, if the stream may ever be merged
   */
  public Publication append(
      Channel channel, Payload data, PublishOptions options, long id, long nowMillis) {
    retention = options.retention();
    Publication publication =
        new Publication(channel, lastOffset + 1, data, options.info(), options.tags(), nowMillis);
    take(publication, id);
    touch(nowMillis);
    return publication;
  }

  /** Adds a publication that has its offset already, the next one. */
  void take(Publication publication, long id) {
    lastOffset = publication.offset();
    chain = chain * CHAIN + id;
    kept.add(publication, id);
  }

  /** Reads a part of it; changes nothing. */
  public History read(HistoryQuery query, long nowMillis) {
    int from = firstLive(nowMillis);
    int to = kept.size();
    StreamPosition since = query.since();
    if (since != null && isOfThisStream(since)) {
      from = query.reverse() ? from : Math.max(from, kept.placeAfter(since.offset()));
      to = query.reverse() ? kept.placeAfter(since.offset() - 1) : to;
    }
    int count = Math.max(0, to - from);
    count = query.limit() < 0 ? count : Math.min(query.limit(), count);
    List<Publication> found = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      found.add(kept.get(query.reverse() ? to - 1 - i : from + i));
    }
    return new History(List.copyOf(found), top());
  }

  /** Forgets its publications, not where it stands. */
  public void clear() {
    kept.clear();
  }

  /** Whether anybody listens; a stream with listeners does not end. */
  public void listen(boolean listens, long nowMillis) {
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
  public boolean expire(long nowMillis) {
    trim(nowMillis);
    return !listening
        && kept.isEmpty()
        && nowMillis - lastUseMillis > 2 * retention.ttl().toMillis();
  }

  /** It is used: it rests from now on. */
  public void touch(long nowMillis) {
    lastUseMillis = nowMillis;
    trim(nowMillis);
  }

  /** Begins another epoch at the same offset: what anybody knew of the old one is void. */
  void renew(String newEpoch) {
    epoch = newEpoch;
  }

  /**
   * Whether all that {@code other} ever held stands at the beginning of this stream. False when
   * that cannot be told, since too much is no longer kept.
   */
  boolean continues(Stream other) {
    if (!epoch.equals(other.epoch) || other.lastOffset > lastOffset) {
      return false;
    }
    long back = lastOffset - other.lastOffset;
    if (back > kept.size()) {
      return false;
    }
    long inverse = inverseOfChain();
    long earlier = chain;
    for (int i = 0; i < back; i++) {
      earlier = (earlier - kept.id(kept.size() - 1 - i)) * inverse;
    }
    return earlier == other.chain;
  }

  // Newton's iteration modulo 2^64: each round doubles the bits that are right.
  private static long inverseOfChain() {
    long inverse = CHAIN;
    for (int i = 0; i < 6; i++) {
      inverse *= 2 - CHAIN * inverse;
    }
    return inverse;
  }

  private void trim(long nowMillis) {
    long oldest = nowMillis - retention.ttl().toMillis();
    while (!kept.isEmpty()
        && (kept.size() > retention.size() || kept.get(0).timeMillis() <= oldest)) {
      kept.removeOldest();
    }
  }

  private int firstLive(long nowMillis) {
    long oldest = nowMillis - retention.ttl().toMillis();
    int first = Math.max(0, kept.size() - retention.size());
    while (first < kept.size() && kept.get(first).timeMillis() <= oldest) {
      first++;
    }
    return first;
  }

  // A position of another epoch says nothing about this stream, so all of it is news.
  private boolean isOfThisStream(StreamPosition since) {
    return since.epoch().isEmpty() || since.epoch().equals(epoch);
  }

  void write(DataOutput out) throws IOException {
    EventBytes.writeText(epoch, out);
    writeRetention(retention, out);
    out.writeLong(lastOffset);
    out.writeLong(chain);
    out.writeBoolean(listening);
    out.writeLong(lastUseMillis);
    out.writeInt(kept.size());
    for (int i = 0; i < kept.size(); i++) {
      out.writeLong(kept.id(i));
      EventBytes.writePublication(kept.get(i), out);
    }
  }

  static Stream read(Channel channel, DataInput in) throws IOException {
    Stream stream = new Stream(EventBytes.readText(in), readRetention(in), 0);
    stream.lastOffset = in.readLong();
    stream.chain = in.readLong();
    stream.listening = in.readBoolean();
    stream.lastUseMillis = in.readLong();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      long id = in.readLong();
      stream.kept.add(EventBytes.readPublication(channel, in), id);
    }
    return stream;
  }

  static void writeRetention(Retention retention, DataOutput out) throws IOException {
    out.writeInt(retention.size());
    out.writeLong(retention.ttl().toMillis());
  }

  static Retention readRetention(DataInput in) throws IOException {
    int size = in.readInt();
    Duration ttl = Duration.ofMillis(in.readLong());
    return size == 0 ? Retention.NONE : new Retention(size, ttl);
  }
}
