package io.carillon.gateway.hub;

import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

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
  private Encoded encoded;
  private boolean alone;

  /**
   * @param events of one channel, oldest first, not empty; not changed afterwards
   */
  public PushBatch(List<ChannelEvent> events) {
    this(events, new long[0]);
  }

  /**
   * @param since when each came to this node; may be longer
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
    Encoded form = encoded(encoder);
    int start = form.starts[from];
    int end = form.starts[events.size()];
    if (start == end) {
      return null;
    }
    form.messages += events.size() - from;
    form.written += end - start;
    return start == 0 ? form.bytes : form.bytes.slice(start, end - start);
  }

  /** Appends the encoded form of one event to a buffer of the caller's. */
  public void copy(PushEncoder encoder, int index, ByteBuf out) {
    Encoded form = encoded(encoder);
    int size = form.starts[index + 1] - form.starts[index];
    form.messages++;
    form.written += size;
    out.writeBytes(form.bytes, form.starts[index], size);
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
    for (Encoded form = encoded; form != null; form = form.next) {
      if (form.messages > 0) {
        metrics.delivered(form.encoder.form(), form.messages, form.written);
        form.messages = 0;
        form.written = 0;
      }
    }
  }

  /** Gives up the shared bytes; views that were handed out live on. */
  public void release() {
    for (Encoded form = encoded; form != null; form = form.next) {
      form.bytes.release();
    }
    encoded = null;
  }

  private static boolean isNewTo(ChannelEvent event, long offset) {
    long own = offsetOf(event);
    return own == 0 || own > offset;
  }

  // A chain, not a map: there are one to three forms, and most often one.
  private Encoded encoded(PushEncoder encoder) {
    for (Encoded form = encoded; form != null; form = form.next) {
      if (form.encoder == encoder) {
        return form;
      }
    }
    encoded = new Encoded(encoder, events, encoded);
    return encoded;
  }

  private static final class Encoded {
    final PushEncoder encoder;
    final ByteBuf bytes;
    final int[] starts;
    final Encoded next;
    long messages;
    long written;

    Encoded(PushEncoder encoder, List<ChannelEvent> events, Encoded next) {
      this.encoder = encoder;
      this.next = next;
      // Direct, so that no connection copies it on its way to the kernel.
      this.bytes = ByteBufAllocator.DEFAULT.directBuffer();
      this.starts = new int[events.size() + 1];
      try {
        for (int i = 0; i < events.size(); i++) {
          encoder.encode(events.get(i), bytes);
          starts[i + 1] = bytes.writerIndex();
        }
      } catch (RuntimeException bug) {
        bytes.release();
        throw bug;
      }
    }
  }
}
