package io.carillon.gateway.session;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.hub.PushBatch;
import io.carillon.gateway.hub.Subscriber;
import java.util.ArrayList;
import java.util.List;

/**
 * A session on a channel. Holds what it hears until the client knows where it stands; from then on
 * passes everything newer, each offset once. Made and ended by {@link Session}; confined to its
 * loop.
 */
final class Subscription extends Subscriber {
  private final Session session;
  private final Channel channel;
  private final boolean byServer;
  private List<ChannelEvent> held = new ArrayList<>(0);
  private String epoch = "";
  private long offset;
  private boolean joined;
  private boolean ended;

  Subscription(Session session, Channel channel, boolean byServer) {
    this.session = session;
    this.channel = channel;
    this.byServer = byServer;
  }

  Channel channel() {
    return channel;
  }

  /** Whether the client did not ask for it. */
  boolean byServer() {
    return byServer;
  }

  /** Others have been told that the client came, so they have to be told when it goes. */
  void markJoined() {
    joined = true;
  }

  boolean hasJoined() {
    return joined;
  }

  /** Whether the client has been told that it is subscribed. */
  boolean isLive() {
    return held == null;
  }

  /** What the client has got; {@link StreamPosition#NONE} when the channel is no stream. */
  StreamPosition position() {
    return epoch.isEmpty() ? StreamPosition.NONE : new StreamPosition(epoch, offset);
  }

  String epoch() {
    return epoch;
  }

  /**
   * The client has got everything up to {@code top}: passes on what came after it, and all that
   * will come.
   */
  void goLive(StreamPosition top) {
    goLiveAfter(top, List.of());
  }

  /** The client stands at {@code from}, and is pushed {@code missed} before anything newer. */
  void goLiveAfter(StreamPosition from, List<? extends ChannelEvent> missed) {
    epoch = from.epoch();
    offset = from.offset();
    StreamPosition top = missed.isEmpty() ? from : new StreamPosition(epoch, lastOffset(missed));
    if (!skipBreaks(top)) {
      held = null;
      recover();
      return;
    }
    List<ChannelEvent> early = new ArrayList<>(missed);
    early.addAll(newerThan(top.offset()));
    held = null;
    if (!early.isEmpty()) {
      PushBatch batch = new PushBatch(early);
      push(batch);
      batch.release();
    }
  }

  // Returns false when the stream broke beyond where the client stands.
  private boolean skipBreaks(StreamPosition top) {
    for (int i = held.size() - 1; i >= 0; i--) {
      if (held.get(i) instanceof ChannelEvent.Broken broken) {
        held = held.subList(i + 1, held.size());
        return goesOn(top, broken.from());
      }
    }
    return true;
  }

  /** Whether all that comes after a break is news to who stands here, and nothing is missing. */
  private static boolean goesOn(StreamPosition standing, StreamPosition from) {
    return standing.epoch().equals(from.epoch()) && standing.offset() >= from.offset();
  }

  private void recover() {
    end();
    session.loop().execute(() -> session.onGap(this));
  }

  private List<ChannelEvent> newerThan(long top) {
    return held.stream()
        .filter(event -> PushBatch.offsetOf(event) == 0 || PushBatch.offsetOf(event) > top)
        .toList();
  }

  private static long lastOffset(List<? extends ChannelEvent> events) {
    return PushBatch.offsetOf(events.get(events.size() - 1));
  }

  /** Nothing is passed on any more. */
  void end() {
    ended = true;
  }

  boolean hasEnded() {
    return ended;
  }

  @Override
  protected void push(PushBatch batch) {
    if (ended) {
      return;
    }
    if (held != null) {
      held.addAll(batch.events());
      return;
    }
    StreamPosition broken = batch.brokenFrom();
    if (broken != null) {
      if (!epoch.isEmpty() && !goesOn(position(), broken)) {
        recover();
      }
      return;
    }
    if (batch.firstOffset() == 0 || epoch.isEmpty()) {
      session.deliver(this, batch, 0);
      return;
    }
    if (batch.firstOffset() > offset + 1) {
      recover();
      return;
    }
    long seen = offset;
    offset = Math.max(offset, batch.lastOffset());
    session.deliver(this, batch, batch.firstNewTo(seen));
  }

  @Override
  protected void flush() {
    session.flush();
  }

  @Override
  protected void fail(RuntimeException bug) {
    end();
    session.onBug(bug);
  }
}
