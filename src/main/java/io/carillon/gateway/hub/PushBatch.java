package io.carillon.gateway.hub;

import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.Predicate;

/**
 * What happened in one channel since the last turn of one loop, encoded at most once per wire form
 * into one buffer that all subscribers share. Made and released by {@link HubShard}; confined to
 * its loop.
 */
public final class PushBatch {
  /** Roughly what an event costs beside its payload. */
  private static final int OVERHEAD = 100;

  private final List<ChannelEvent> events;
  private final long[] since;
  private final long firstOffset;
  private final long lastOffset;
  private EncodedBatch encoded;
  private Selections selections;
  private Publication before;
  private boolean lastKept;
  private boolean alone;

  /** The slot that the fan-out has come to; owned by {@link ChannelListeners}. */
  int cursor;

  /**
   * @param events for one subscriber, oldest first, not empty; not changed afterwards
   */
  public PushBatch(List<ChannelEvent> events) {
    this(events, new long[0]);
  }

  /**
   * @param since when each came to this node, for all who listen; may be longer
   */
  PushBatch(List<ChannelEvent> events, long[] since) {
    this.events = events;
    this.since = since;
    long first = 0;
    long last = 0;
    for (ChannelEvent event : events) {
      long offset = offsetOf(event);
      first = first == 0 ? offset : first;
      last = offset == 0 ? last : offset;
    }
    this.firstOffset = first;
    this.lastOffset = last;
  }

  /** The events, oldest first; never empty. */
  public List<ChannelEvent> events() {
    return events;
  }

  /**
   * Whether whoever is pushed this is flushed right behind it: what it writes may leave at once,
   * since nothing else is about to share its system call.
   */
  public boolean isAlone() {
    return alone;
  }

  void setAlone(boolean wanted) {
    alone = wanted;
  }

  /** When an event came to this node. */
  long since(int index) {
    return since[index];
  }

  /** Where the stream goes on, when this says that it broke, and nothing else; else null. */
  public StreamPosition brokenFrom() {
    return events.get(0) instanceof ChannelEvent.Broken broken ? broken.from() : null;
  }

  /** The lowest stream offset in here; 0 when nothing in here belongs to the stream. */
  public long firstOffset() {
    return firstOffset;
  }

  /** The highest stream offset in here; 0 when nothing in here belongs to the stream. */
  public long lastOffset() {
    return lastOffset;
  }

  /** The index of the last publication; -1 when there is none. */
  public int lastPublication() {
    int index = events.size() - 1;
    while (index >= 0 && !(events.get(index) instanceof Publication)) {
      index--;
    }
    return index;
  }

  /**
   * The index of the first publication from {@code from} on; as many as there are events when there
   * is none.
   */
  public int firstPublication(int from) {
    int index = from;
    while (index < events.size() && !(events.get(index) instanceof Publication)) {
      index++;
    }
    return index;
  }

  /** The publication that came before an event in the channel; null when that is unknown. */
  public Publication before(int index) {
    for (int i = index - 1; i >= 0; i--) {
      if (events.get(i) instanceof Publication publication) {
        return publication;
      }
    }
    return before;
  }

  /** Tells what came before the first event, for who kept it. */
  void follow(Publication publication) {
    before = publication;
  }

  /** The next batch of the channel is to know what comes before it. */
  public void keepLast() {
    lastKept = true;
  }

  /** What the next batch is to follow; null when nobody wants to know. */
  Publication kept() {
    int last = lastPublication();
    if (last < 0) {
      return before;
    }
    return lastKept ? (Publication) events.get(last) : null;
  }

  /**
   * The index of the first event that is news to someone who has seen {@code offset}: 0 when all of
   * them are.
   */
  public int firstNewTo(long offset) {
    if (firstOffset == 0 || firstOffset > offset) {
      return 0;
    }
    int index = events.size();
    while (index > 0 && isNewTo(events.get(index - 1), offset)) {
      index--;
    }
    return index;
  }

  /**
   * The encoded events from index {@code from} on.
   *
   * @return a view of shared bytes, owned by the caller; null when this form has nothing to say
   */
  public ByteBuf bytes(PushEncoder encoder, int from) {
    ByteBuf lent = lend(encoder, from);
    return lent == null ? null : lent.retainedDuplicate();
  }

  /**
   * The same bytes, lent.
   *
   * @return who keeps them longer than this call retains a duplicate, and nobody moves their
   *     indices; null when this form has nothing to say
   */
  public ByteBuf lend(PushEncoder encoder, int from) {
    return encoded(encoder).lend(from, events.size());
  }

  /** The same of the events before index {@code to} only. */
  public ByteBuf lend(PushEncoder encoder, int from, int to) {
    return encoded(encoder).lend(from, to);
  }

  /** Appends the encoded form of one event to a buffer of the caller's. */
  public void copy(PushEncoder encoder, int index, ByteBuf out) {
    encoded(encoder).copy(index, out);
  }

  /**
   * The events that pass a filter, joins and leaves among them, as indices: from the first to
   * before the second, from the third to before the fourth… Found out once for each filter, which
   * is told by its identity.
   *
   * @return not to be changed
   */
  public int[] runs(Predicate<Publication> filter) {
    selections = selections == null ? new Selections() : selections;
    return selections.of(events, filter);
  }

  /** The stream offset of an event; 0 when it has none. */
  public static long offsetOf(ChannelEvent event) {
    return event instanceof Publication publication ? publication.offset() : 0;
  }

  /** What an event weighs while it waits, in bytes. */
  static long sizeOf(ChannelEvent event) {
    return event instanceof Publication publication
        ? publication.data().size() + OVERHEAD
        : OVERHEAD;
  }

  static long sizeOf(List<ChannelEvent> events) {
    long size = 0;
    for (ChannelEvent event : events) {
      size += sizeOf(event);
    }
    return size;
  }

  /** Tells what was handed out since it told last. */
  void tell(HubMetrics metrics) {
    for (EncodedBatch form = encoded; form != null; form = form.next) {
      form.tell(metrics);
    }
  }

  /** Gives up the shared bytes; views that were handed out live on. */
  public void release() {
    for (EncodedBatch form = encoded; form != null; form = form.next) {
      form.bytes.release();
    }
    encoded = null;
  }

  private static boolean isNewTo(ChannelEvent event, long offset) {
    long own = offsetOf(event);
    return own == 0 || own > offset;
  }

  // A chain, not a map: there are one to three forms, and most often one.
  private EncodedBatch encoded(PushEncoder encoder) {
    for (EncodedBatch form = encoded; form != null; form = form.next) {
      if (form.encoder == encoder) {
        return form;
      }
    }
    encoded = new EncodedBatch(encoder, since.length > 0, events, before, encoded);
    return encoded;
  }
}
