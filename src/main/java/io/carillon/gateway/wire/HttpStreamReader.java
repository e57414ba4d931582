package io.carillon.gateway.wire;

import io.carillon.gateway.error.CloseCode;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when the client of an {@link HttpStream} goes, and drops what it still sends. Last
 * handler of a pipeline that holds besides it only TLS. Made by {@link HttpStream#open}, gone with
 * the channel; confined to its loop.
 */
final class HttpStreamReader extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(HttpStreamReader.class);

  private final HttpStream stream;
  private final Function<HttpStream, Runnable> owner;

  /** Null when making it failed, or when it has been told. */
  private Runnable onClosed;

  HttpStreamReader(HttpStream stream, Function<HttpStream, Runnable> owner) {
    this.stream = stream;
    this.owner = owner;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    stream.open(ctx);
    try {
      onClosed = owner.apply(stream);
    } catch (RuntimeException bug) {
      // Netty would take this handler out and leave a socket that nobody owns.
      LOG.error("owner failed", bug);
      stream.close(CloseCode.SERVER_ERROR);
    }
    if (!ctx.channel().isActive()) {
      onGone();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    onGone();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      ctx.close(); // the peer is gone; channelInactive tells the owner
    } else {
      LOG.warn("stream failed", cause);
      stream.close(CloseCode.SERVER_ERROR);
    }
  }

  private void onGone() {
    stream.gone();
    if (onClosed != null) {
      Runnable told = onClosed;
      onClosed = null;
      told.run();
    }
  }
}
