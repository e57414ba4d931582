package io.carillon.gateway.wire;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection so that what was written last is read: closed at once with something unread, it
 * would be reset, and the answer lost on its way. Stateless.
 */
public final class GentleClose {
  private static final Duration LINGER = Duration.ofSeconds(2);

  private GentleClose() {}

  /**
   * Says that nothing more comes, and closes when the peer has closed too or after two seconds. On
   * the loop, after all has been written; whoever reads has to drop what still comes.
   */
  public static void begin(Channel channel) {
    if (!channel.isActive()) {
      return;
    }
    ScheduledFuture<?> deadline =
        channel
            .eventLoop()
            .schedule(
                () -> channel.pipeline().firstContext().close(),
                LINGER.toNanos(),
                TimeUnit.NANOSECONDS);
    channel.closeFuture().addListener(closed -> deadline.cancel(false));
    channel.config().setAutoRead(true);
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.closeOutbound();
    } else if (channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    }
  }

  /** Whether the client has said that it is over: nothing comes any more that could break it. */
  static boolean isOverFor(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    return !channel.isActive() || (tls != null && tls.sslCloseFuture().isDone());
  }
}
