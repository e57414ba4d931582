package io.carillon.gateway.wire;

import io.carillon.gateway.error.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket after its handshake: reads strictly, writes in order, closes for sure. Last handler
 * of a pipeline that holds besides it only TLS, Netty's frame decoder and its UTF-8 validator.
 * Confined to the channel's loop.
 */
public final class WebSocketConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketConnection.class);

  private static final int LAST_CLOSE_CODE = 4999;

  private final Channel channel;
  private final WebSocketLimits limits;
  private final WebSocketListener listener;
  private ChannelHandlerContext context;
  private MessageAssembly assembly;
  private boolean reading;
  private boolean flushPending;
  private boolean closing;
  private boolean closed;

  WebSocketConnection(
      Channel channel,
      WebSocketLimits limits,
      Function<WebSocketConnection, WebSocketListener> owner) {
    this.channel = channel;
    this.limits = limits;
    this.listener = owner.apply(this);
  }

  /**
   * Accepts a handshake that {@link Handshake#check} found correct. On the loop, within the request
   * handler.
   *
   * @param subprotocol that the client offered and we speak; null for none
   * @param owner makes the one who listens; may write already, which then follows the answer to the
   *     handshake
   */
  public static void accept(
      HttpServerRequest request,
      String subprotocol,
      WebSocketLimits limits,
      Function<WebSocketConnection, WebSocketListener> owner) {
    Channel channel = ChannelTakeover.channel(request);
    channel.config().setWriteBufferWaterMark(limits.waterMark());
    WebSocketConnection connection = new WebSocketConnection(channel, limits, owner);
    ChannelTakeover.take(
        request,
        Handshake.acceptance(request, subprotocol),
        new WebSocket13FrameDecoder(limits.decoder()),
        new Utf8FrameValidator(false),
        connection);
  }

  /** Whether neither side has begun to close. */
  public boolean isOpen() {
    return !closing && !closed;
  }

  /** Whether more waits for the peer than it may let wait. */
  public boolean isOverBound() {
    return !channel.isWritable();
  }

  /**
   * Writes ready frames, which leave at the end of the loop's turn, however many are written until
   * then.
   *
   * @param frames owned by the connection from here on
   */
  public void write(ByteBuf frames) {
    writeUnflushed(frames);
    if (!reading && !flushPending) {
      flushPending = true;
      channel.eventLoop().execute(this::flush);
    }
  }

  /**
   * Writes ready frames, which leave when the caller flushes.
   *
   * @param frames owned by the connection from here on
   */
  public void writeUnflushed(ByteBuf frames) {
    if (isOpen()) {
      send(frames);
    } else {
      frames.release();
    }
  }

  /** Sends what was written, with one system call if the kernel takes it. */
  public void flush() {
    flushPending = false;
    if (context != null) {
      context.flush();
    }
  }

  /** Asks the peer for a sign of life, RFC 6455 section 5.5.2. */
  public void ping() {
    ByteBuf frame = channel.alloc().directBuffer(2);
    Frames.writePing(frame);
    write(frame);
  }

  /** Closes with a code of ours, see {@link #close(int, String)}. */
  public void close(CloseCode code) {
    close(code.number(), code.reason());
  }

  /**
   * Sends a close frame behind what is queued. The socket ends when the peer has answered, or with
   * a reset when it has not within the close timeout. Nothing is read or written any more. Does
   * nothing when the connection is closing.
   *
   * @param reason cut to what a close frame holds
   */
  public void close(int code, String reason) {
    if (isOpen()) {
      sendClose(code, reason);
    }
  }

  /** Ends the socket now, with a reset; what was queued is lost. */
  public void abort() {
    closing = true;
    // The kernel would go on to offer what a deaf peer never took.
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel.close();
  }

  EventLoop eventLoop() {
    return channel.eventLoop();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    if (!channel.isActive()) {
      onGone();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    reading = true;
    try {
      if (message instanceof WebSocketFrame frame) {
        onFrame(frame);
      }
    } catch (RuntimeException bug) {
      LOG.error("listener failed", bug);
      close(CloseCode.SERVER_ERROR);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    reading = false;
    ctx.flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    onGone();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException violation) {
      close(violation.closeStatus().code(), violation.closeStatus().reasonText());
    } else if (cause instanceof IOException) {
      channel.close(); // the peer is gone; channelInactive tells the listener
    } else {
      LOG.warn("connection failed", cause);
      close(CloseCode.SERVER_ERROR);
    }
  }

  private void onFrame(WebSocketFrame frame) {
    if (frame instanceof CloseWebSocketFrame close) {
      onClose(close);
    } else if (isOpen()) {
      if (frame instanceof PingWebSocketFrame) {
        onPing(frame.content());
      } else if (frame instanceof PongWebSocketFrame) {
        listener.onPong();
      } else {
        onData(frame);
      }
    }
  }

  private void onData(WebSocketFrame frame) {
    if (assembly == null && frame.isFinalFragment()) {
      MessageAssembly.deliver(frame, frame.content(), listener);
      return;
    }
    if (assembly == null) {
      assembly = new MessageAssembly(frame);
    }
    if (assembly.size() + frame.content().readableBytes() > limits.maxMessageBytes()) {
      dropAssembly();
      close(CloseCode.MESSAGE_TOO_BIG);
      return;
    }
    assembly.append(frame);
    if (frame.isFinalFragment()) {
      MessageAssembly whole = assembly;
      assembly = null;
      whole.deliver(listener);
    }
  }

  private void onPing(ByteBuf payload) {
    if (isOverBound()) {
      close(CloseCode.SLOW); // it asks and asks, and does not read the answers
      return;
    }
    ByteBuf frame = channel.alloc().directBuffer(2 + payload.readableBytes());
    Frames.writePong(frame, payload);
    write(frame);
  }

  private void onClose(CloseWebSocketFrame close) {
    if (isOpen() && close.statusCode() > LAST_CLOSE_CODE) {
      close(CloseCode.PROTOCOL_ERROR); // section 7.4.2, which Netty's decoder does not read
    } else if (isOpen()) {
      // Section 5.5.1: the answer repeats the code; a close without one is answered without one.
      sendClose(Math.max(0, close.statusCode()), "");
    }
    // Behind our close frame; the timeout that came with it resets a peer that does not read it.
    channel.eventLoop().execute(this::closeAfterWrites);
  }

  private void closeAfterWrites() {
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> channel.close());
  }

  private void sendClose(int code, String reason) {
    ByteBuf frame = channel.alloc().directBuffer(32);
    Frames.writeClose(frame, code, reason);
    send(frame);
    closing = true;
    dropAssembly();
    flush();
    var deadline =
        channel
            .eventLoop()
            .schedule(this::abort, limits.closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
    channel.closeFuture().addListener(gone -> deadline.cancel(false));
  }

  private void send(ByteBuf frames) {
    if (context == null) {
      // The owner writes while it is made: behind the answer to the handshake, which is written
      // first.
      channel.eventLoop().execute(() -> channel.writeAndFlush(frames));
    } else {
      context.write(frames, context.voidPromise());
    }
  }

  private void onGone() {
    if (!closed) {
      closed = true;
      dropAssembly();
      listener.onClosed();
    }
  }

  private void dropAssembly() {
    if (assembly != null) {
      assembly.release();
      assembly = null;
    }
  }
}
