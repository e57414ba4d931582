package io.carillon.gateway.proxy.link;

import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.request.ProxyRequest;
import io.carillon.gateway.proxy.request.RequestHead;
import io.carillon.gateway.proxy.upstream.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One target that is asked whether it accepts a handshake. Made by {@link Asking}, which hears of
 * the answer from the {@link AnswerReader}; owns the channel until a relay takes it. Confined to
 * its loop.
 */
final class Inquiry {
  private static final int HEAD_BYTES = 512;

  private final Upstream upstream;
  private final AnswerReader reader;
  private ScheduledFuture<?> deadline;

  Inquiry(Upstream upstream, Asking asking) {
    this.upstream = upstream;
    this.reader = new AnswerReader(asking);
  }

  Target target() {
    return upstream.target();
  }

  Channel channel() {
    return upstream.channel();
  }

  /** Whether any byte of an answer has come. */
  boolean isAnswered() {
    return reader.hasBegun();
  }

  /**
   * Asks.
   *
   * @param late called when no answer comes in time
   */
  void begin(ProxyRequest request, Duration patience, Runnable late) {
    Channel channel = channel();
    channel.pipeline().addLast(reader);
    // Before anything is written: that may fail at once, and lead to the next target.
    deadline = channel.eventLoop().schedule(late, patience.toNanos(), TimeUnit.NANOSECONDS);
    channel.writeAndFlush(question(request), channel.voidPromise());
    channel.config().setAutoRead(true);
  }

  private ByteBuf question(ProxyRequest request) {
    ByteBuf head = channel().alloc().directBuffer(HEAD_BYTES);
    try {
      RequestHead.writeUpgrade(request, target(), head);
      return head;
    } catch (RuntimeException bug) {
      head.release();
      throw bug;
    }
  }

  /** It has accepted: what it says from now on is kept. */
  void keep() {
    deadline.cancel(false);
    reader.keep();
  }

  /** It rests until there is a relay: what it says waits where it is. */
  void rest() {
    channel().config().setAutoRead(false);
  }

  /** Its answer is of no interest any more, unless it is {@linkplain #take taken}. */
  void stop() {
    if (deadline != null) {
      deadline.cancel(false);
    }
    reader.stop();
  }

  /** Stops, and closes the channel. */
  void close() {
    stop();
    channel().close();
  }

  /** What it has said and nobody has dealt with; owned by the caller. */
  ByteBuf take() {
    return reader.take();
  }

  /** Parts with the channel. */
  Channel release() {
    channel().pipeline().remove(reader);
    return channel();
  }

  /** Gives the channel to a relay. */
  void release(Relay relay) {
    channel().pipeline().replace(reader, "relay", relay);
  }
}
