package io.carillon.gateway.node;

import io.carillon.gateway.machine.Seldom;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees each connection as a listening socket has accepted it, before it is anybody's: where many
 * come at once it would be too late then. For one socket; confined to the thread that accepts.
 */
final class Accepting extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Accepting.class);

  /** Failures that are told, of whatever socket. */
  private static final Seldom LINES = new Seldom(Duration.ofSeconds(5));

  /** Null where all may come. */
  private final Threshold threshold;

  Accepting(Threshold threshold) {
    this.threshold = threshold;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    context.pipeline().addLast(new Failures());
    context.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object accepted) {
    if (threshold != null && threshold.turnsAway((Channel) accepted)) {
      return;
    }
    if (accepted instanceof EpollSocketChannel channel) {
      // Wanted before it is registered, reading costs no system call; who reads is there by then.
      channel.unsafe().beginRead();
    }
    context.fireChannelRead(accepted);
  }

  /**
   * Stands behind Netty's own, which rests for a second when the process may have no more files,
   * and would have each such failure told with its stack.
   */
  private static final class Failures extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      long count = LINES.take();
      if (count > 0) {
        LOG.warn(
            "cannot accept connections for now address={} cause=\"{}\" count={}",
            context.channel().localAddress(),
            cause.getMessage(),
            count);
      }
    }
  }
}
