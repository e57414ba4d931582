package io.carillon.gateway.broker.embedded.state;

import io.carillon.gateway.broker.History;
import io.carillon.gateway.broker.HistoryQuery;
import io.carillon.gateway.broker.PublishOptions;
import io.carillon.gateway.broker.Retention;
import io.carillon.gateway.broker.stream.EventBytes;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The state of one channel with history: its epoch, its last offset and the publications it still
 * keeps, oldest first. Deterministic: clock and epoch come from the caller. Not thread-safe: its
 * owner lets one caller in at a time.
 */
public final class Stream {
  private final KeptPublications kept = new KeptPublications();
  private String epoch;

  private Retention retention;
  private long lastOffset;
  private boolean listening;
  private long lastUseMillis;

  /** When the newest publication was accepted that is not kept any more. */
  private long droppedUpToMillis = Long.MIN_VALUE;

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

  /** Adds a publication of a node that is alone. */
  public Publication append(Channel channel, Payload data, PublishOptions options, long nowMillis) {
    return append(channel, data, options, Batch.ALONE, nowMillis);
  }

  Publication append(
      Channel channel, Payload data, PublishOptions options, Batch batch, long nowMillis) {
    retention = options.retention();
    Publication publication =
        new Publication(channel, lastOffset + 1, data, options.info(), options.tags(), nowMillis);
    take(publication, batch);
    touch(nowMillis);
    return publication;
  }

  /** Adds a publication that has its offset already, the next one. */
  void take(Publication publication, Batch batch) {
    lastOffset = publication.offset();
    kept.add(publication, batch);
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
    if (!kept.isEmpty()) {
      noteDropped(kept.get(kept.size() - 1));
    }
    kept.clear();
  }

  private void noteDropped(Publication publication) {
    droppedUpToMillis = Math.max(droppedUpToMillis, publication.timeMillis());
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
   * Whether nothing of this kind has to be added: it is in here, or it is as old as what this
   * stream has let go, whether it ever was in here or not.
   */
  boolean isSettled(Publication publication, Batch batch, Set<Batch> keptBatches) {
    return keptBatches.contains(batch) || publication.timeMillis() <= droppedUpToMillis;
  }

  /** The batches of which something is kept. */
  Set<Batch> batches() {
    Set<Batch> batches = new HashSet<>();
    for (int i = 0; i < kept.size(); i++) {
      batches.add(kept.batch(i));
    }
    return batches;
  }

  /** Whether the same batch gave the publication at this offset here and there, if both keep it. */
  boolean agreesAt(long offset, Stream other) {
    Batch here = batchAt(offset);
    Batch there = other.batchAt(offset);
    return here == null || there == null || here.equals(there);
  }

  private Batch batchAt(long offset) {
    int place = kept.placeAfter(offset - 1);
    return place < kept.size() && kept.get(place).offset() == offset ? kept.batch(place) : null;
  }

  private void trim(long nowMillis) {
    long oldest = nowMillis - retention.ttl().toMillis();
    while (!kept.isEmpty()
        && (kept.size() > retention.size() || kept.get(0).timeMillis() <= oldest)) {
      noteDropped(kept.get(0));
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
    out.writeBoolean(listening);
    out.writeLong(lastUseMillis);
    out.writeLong(droppedUpToMillis);
    out.writeInt(kept.size());
    for (int i = 0; i < kept.size(); i++) {
      out.writeLong(kept.batch(i).node());
      out.writeLong(kept.batch(i).sequence());
      EventBytes.writePublication(kept.get(i), out);
    }
  }

  static Stream read(Channel channel, DataInput in) throws IOException {
    Stream stream = new Stream(EventBytes.readText(in), readRetention(in), 0);
    stream.lastOffset = in.readLong();
    stream.listening = in.readBoolean();
    stream.lastUseMillis = in.readLong();
    stream.droppedUpToMillis = in.readLong();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      Batch batch = new Batch(in.readLong(), in.readLong());
      stream.kept.add(EventBytes.readPublication(channel, in), batch);
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
