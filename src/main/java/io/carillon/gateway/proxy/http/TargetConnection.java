package io.carillon.gateway.proxy.http;

import io.carillon.gateway.proxy.pool.Target;
import io.carillon.gateway.proxy.upstream.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a target over HTTP/1.1, for one request after the other. Made around an {@link
 * Upstream}, closed by whoever has the request or by its idle time. Confined to its loop.
 */
final class TargetConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(TargetConnection.class);
  static final String MALFORMED = "the target's answer is malformed";
  private static final String TLS_BROKEN_OFF = "the target broke off TLS";
  private static final String CLOSED = "the target closed the connection";

  private final Upstream upstream;
  private final AnswerDecoder decoder = new AnswerDecoder();
  private final IdleConnections idle;
  private Turn turn = new Turn(null);
  private boolean reused;
  private boolean reading;
  private ScheduledFuture<?> retirement;
  private boolean leaving;
  private int mostIdle;

  /**
   * @param idle where it may rest between two requests
   */
  TargetConnection(Upstream upstream, IdleConnections idle) {
    this.upstream = upstream;
    this.idle = idle;
    upstream.channel().pipeline().addLast(decoder, this);
    upstream.channel().closeFuture().addListener(closed -> endRest());
  }

  Upstream upstream() {
    return upstream;
  }

  Target target() {
    return upstream.target();
  }

  /** For what is written to it; owned by the caller. */
  ByteBuf newBuffer() {
    return channel().alloc().buffer(1024);
  }

  /** Whether it has answered a request before this one. */
  boolean isReused() {
    return reused;
  }

  /**
   * Sends the head of a request. Its answer may come before the future is done.
   *
   * @param head owned by the connection from here on
   * @param bodiless whether the answer has no body, since only its head was asked for
   * @return failed when the target cannot have got all of the head
   */
  ChannelFuture request(ByteBuf head, boolean bodiless, AnswerListener answer) {
    Turn begun = new Turn(answer);
    turn = begun;
    decoder.expect(bodiless);
    read(true);
    return channel().writeAndFlush(head).addListener(sent -> begun.onSent(sent.isSuccess()));
  }

  /** Whether anything came back since the request. */
  boolean hasAnswered() {
    return turn.hasAnswered();
  }

  /** Writes a piece of the body, owned by the connection from here on; leaves with a flush. */
  void write(ByteBuf piece) {
    channel().write(piece, channel().voidPromise());
  }

  void flush() {
    channel().flush();
  }

  /** Whether it takes more of the body without queueing it. */
  boolean isWritable() {
    return channel().isWritable();
  }

  /** Stops reading, or goes on. What was read already still comes. */
  void read(boolean on) {
    channel().config().setAutoRead(on);
  }

  /**
   * The exchange is over, and so was its request: keeps the connection for another one, unless the
   * target says otherwise or sent more than was asked for.
   *
   * @param most connections to keep per target
   */
  void leave(int most) {
    turn.abandon();
    leaving = true;
    mostIdle = most;
    // Not in the midst of a read: what follows the answer in it must not answer the next request.
    if (!reading) {
      rest();
    }
  }

  private void rest() {
    leaving = false;
    decoder.expectNothing();
    boolean clean = turn.leavesIt() && decoder.isEmpty() && channel().isActive();
    if (!clean || !idle.put(this, mostIdle)) {
      close();
      return;
    }
    upstream.release();
    read(true);
    retirement =
        channel().eventLoop().schedule(this::close, turn.restMillis(), TimeUnit.MILLISECONDS);
  }

  private void endRest() {
    if (retirement != null) {
      retirement.cancel(false);
      retirement = null;
      idle.remove(this);
    }
  }

  /**
   * Is of use again; the caller has counted it at its target.
   *
   * @return false when the target has ended it; the count is still the caller's then
   */
  boolean wake() {
    endRest();
    reused = upstream.reuse();
    return reused;
  }

  void close() {
    turn.abandon();
    channel().close();
  }

  private Channel channel() {
    return upstream.channel();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    reading = true;
    if (!turn.isAwaited() || !((HttpObject) message).decoderResult().isSuccess()) {
      ReferenceCountUtil.release(message);
      lose(ctx, MALFORMED);
    } else if (message instanceof HttpResponse head) {
      if (!turn.onHead(head)) {
        lose(ctx, MALFORMED);
      }
    } else if (message instanceof HttpContent content) {
      if (!turn.onContent(content)) {
        decoder.expectMore();
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    if (leaving) {
      rest();
    } else if (turn.listener() != null) {
      turn.listener().onPause();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (turn.listener() != null && isWritable()) {
      turn.listener().onWritable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    reading = false;
    if (leaving) {
      rest();
    }
    hangUp(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      hangUp(ctx);
    } else if (cause instanceof DecoderException) {
      // With TLS 1.3 a certificate of ours is refused only after the handshake.
      lose(ctx, cause.getCause() instanceof SSLException ? TLS_BROKEN_OFF : MALFORMED);
    } else {
      fail(ctx, cause);
    }
  }

  private void fail(ChannelHandlerContext ctx, Throwable bug) {
    end(ctx);
    if (!turn.onBug(bug)) {
      LOG.error("connection to a target failed target={}", target().name(), bug);
    }
  }

  private void hangUp(ChannelHandlerContext ctx) {
    end(ctx);
    turn.onLost(CLOSED, !decoder.hasBegun());
  }

  private void lose(ChannelHandlerContext ctx, String reason) {
    end(ctx);
    turn.onLost(reason, false);
  }

  private void end(ChannelHandlerContext ctx) {
    decoder.expectNothing();
    ctx.close();
  }
}
