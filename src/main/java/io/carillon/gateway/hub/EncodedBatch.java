package io.carillon.gateway.hub;

import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

/** A batch in one wire form, in one buffer. Made and released by its {@link PushBatch}. */
final class EncodedBatch {
  final PushEncoder encoder;
  final ByteBuf bytes;

  /** Where each event begins, and where the last one ends. */
  final int[] starts;

  /** The same batch in another form; null when there is none. */
  final EncodedBatch next;

  /** What was handed out since it was told last. */
  long messages;

  long written;

  /**
   * @param shared whether it is for all who listen, and not for one
   * @param before the publication before the first event; null when that is unknown
   */
  EncodedBatch(
      PushEncoder encoder,
      boolean shared,
      List<ChannelEvent> events,
      Publication before,
      EncodedBatch next) {
    this.encoder = encoder;
    this.next = next;
    // Direct, so that no connection copies it on its way to the kernel.
    this.bytes = ByteBufAllocator.DEFAULT.directBuffer();
    this.starts = new int[events.size() + 1];
    try {
      PushEncoder maker = shared ? encoder : encoder.alone();
      Publication last = before;
      for (int i = 0; i < events.size(); i++) {
        ChannelEvent event = events.get(i);
        maker.encode(event, last, bytes);
        starts[i + 1] = bytes.writerIndex();
        last = event instanceof Publication publication ? publication : last;
      }
    } catch (RuntimeException | OutOfMemoryError bug) {
      bytes.release();
      throw bug;
    }
  }

  /** The bytes of some events, lent; null when this form has nothing to say. */
  ByteBuf lend(int from, int to) {
    int start = starts[from];
    int end = starts[to];
    if (start == end) {
      return null;
    }
    messages += to - from;
    written += end - start;
    return start == 0 && to == starts.length - 1 ? bytes : bytes.slice(start, end - start);
  }

  /** Appends the bytes of one event. */
  void copy(int index, ByteBuf out) {
    int size = starts[index + 1] - starts[index];
    messages++;
    written += size;
    out.writeBytes(bytes, starts[index], size);
  }

  void tell(HubMetrics metrics) {
    if (messages > 0) {
      metrics.delivered(encoder.form(), messages, written);
      messages = 0;
      written = 0;
    }
  }
}
