package io.carillon.gateway.proxy.link;

import io.carillon.gateway.wire.GentleClose;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The ways a channel is closed for sure. On its loop. */
final class Ending {
  private Ending() {}

  /** Now, with a reset; what was written is lost. */
  static void reset(Channel channel) {
    if (channel.isOpen()) {
      // The kernel would go on to offer what a deaf peer never took.
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
    }
  }

  /**
   * Behind all that is written; with a reset when the peer takes none of it for the length of
   * {@code patience}.
   */
  static void afterWrites(Channel channel, Duration patience) {
    ChannelFuture written = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    written.addListener(ChannelFutureListener.CLOSE);
    if (!written.isDone()) {
      awaitProgress(channel, queued(channel), patience);
    }
  }

  /** The same, but so that what was written last is read, whatever the peer still sends. */
  static void gently(Channel channel, Duration patience) {
    ChannelFuture written = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    written.addListener(sent -> GentleClose.begin(channel));
    if (!written.isDone()) {
      awaitProgress(channel, queued(channel), patience);
    }
  }

  /**
   * With a reset, unless it has closed by then.
   *
   * @return to be cancelled when there is no hurry any more
   */
  static Future<?> within(Channel channel, Duration patience) {
    return schedule(channel, patience, () -> reset(channel));
  }

  /** The same, but whoever still takes what is written is given as long again. */
  static void onceStalled(Channel channel, Duration patience) {
    awaitProgress(channel, queued(channel), patience);
  }

  /** Bytes that wait for the peer, in this process. */
  static long queued(Channel channel) {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    return queue == null ? 0 : queue.totalPendingWriteBytes();
  }

  private static void awaitProgress(Channel channel, long before, Duration patience) {
    schedule(
        channel,
        patience,
        () -> {
          long now = queued(channel);
          if (now < before) {
            awaitProgress(channel, now, patience);
          } else {
            reset(channel);
          }
        });
  }

  private static Future<?> schedule(Channel channel, Duration delay, Runnable task) {
    var timer = channel.eventLoop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    channel.closeFuture().addListener(gone -> timer.cancel(false));
    return timer;
  }
}
