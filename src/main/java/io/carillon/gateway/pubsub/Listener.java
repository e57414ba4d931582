package io.carillon.gateway.pubsub;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.hub.PushBatch;
import io.carillon.gateway.hub.Subscriber;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * A client in a channel. Holds what it hears until it is known where the client stands; from then
 * on passes everything newer, each offset once, and notices when something is missing. Made for
 * {@link PubSub#subscribe} and ended by whoever made it; confined to the loop of its shard.
 */
public abstract class Listener extends Subscriber {
  private final Channel channel;
  private List<ChannelEvent> held = new ArrayList<>(0);
  private String epoch = "";
  private long offset;
  private boolean ended;

  protected Listener(Channel channel) {
    this.channel = channel;
  }

  /** The loop of its shard. */
  protected abstract EventLoop loop();

  /** Writes the events from index {@code from} on, without flushing. */
  protected abstract void deliver(PushBatch batch, int from);

  /**
   * A publication was lost on its way here, and is known to be: the client has to recover. This
   * listener has ended, but still has its place in the shard. On a task of its own.
   */
  protected abstract void onGap();

  public Channel channel() {
    return channel;
  }

  /** Whose it is, for those who trace; a link's id stands for a client. Null when nobody may. */
  protected ClientInfo client() {
    return null;
  }

  /** Whether it is that of a client who is relayed. */
  protected boolean isLink() {
    return false;
  }

  /** Whether it is known where the client stands. */
  public boolean isLive() {
    return held == null;
  }

  /** What the client has got; {@link StreamPosition#NONE} when the channel is no stream. */
  public StreamPosition position() {
    return epoch.isEmpty() ? StreamPosition.NONE : new StreamPosition(epoch, offset);
  }

  /** The stream's; empty when the channel is none. */
  public String epoch() {
    return epoch;
  }

  /**
   * The client has got everything up to {@code top}: passes on what came after it, and all that
   * will come.
   */
  public void goLive(StreamPosition top) {
    goLiveAfter(top, List.of());
  }

  /** The client stands at {@code from}, and is pushed {@code missed} before anything newer. */
  public void goLiveAfter(StreamPosition from, List<? extends ChannelEvent> missed) {
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
      pushAlone(batch);
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
    loop().execute(this::onGap);
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
  public void end() {
    ended = true;
  }

  public boolean hasEnded() {
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
      deliver(batch, 0);
      return;
    }
    if (batch.firstOffset() > offset + 1) {
      recover();
      return;
    }
    long seen = offset;
    offset = Math.max(offset, batch.lastOffset());
    deliver(batch, batch.firstNewTo(seen));
  }
}
