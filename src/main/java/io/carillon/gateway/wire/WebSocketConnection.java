package io.carillon.gateway.wire;

import io.carillon.gateway.error.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.Socket;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One WebSocket after its handshake: writes in order, closes for sure. What comes in is read by its
 * {@link WebSocketReader}. Confined to the channel's loop.
 */
public final class WebSocketConnection {
  private final Channel channel;
  private final WebSocketLimits limits;

  /** Null when what is sent has to pass others. */
  private final Socket socket;

  private ChannelHandlerContext context;

  /**
   * Something was written that the pipeline may not have sent yet, from the handshake's answer on.
   */
  private boolean piped = true;

  private boolean reading;
  private boolean flushPending;
  private boolean closing;
  private int closeCode;
  private int peerCloseCode;
  private String closeReason = "";

  WebSocketConnection(Channel channel, WebSocketLimits limits) {
    this.channel = channel;
    this.limits = limits;
    this.socket = DirectSocket.of(channel);
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
    WebSocketConnection connection = new WebSocketConnection(channel, limits);
    ChannelTakeover.take(
        request,
        Handshake.acceptance(request, subprotocol),
        new WebSocket13FrameDecoder(limits.decoder()),
        new Utf8FrameValidator(false),
        new WebSocketReader(connection, owner, limits.maxMessageBytes()));
  }

  /** Whether neither side has begun to close. */
  public boolean isOpen() {
    return !closing;
  }

  /** Whether more waits for the peer than it may let wait. */
  public boolean isOverBound() {
    return !channel.isWritable();
  }

  /**
   * Whether half of the bound is free for another answer. Offers the kernel what waits before it
   * says no.
   */
  public boolean hasRoom() {
    if (channel.bytesBeforeUnwritable() < limits.waterMark().low()) {
      context.flush();
    }
    return channel.bytesBeforeUnwritable() >= limits.waterMark().low();
  }

  /** Bytes that wait for the peer; 0 when it is gone. */
  public long queuedBytes() {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes();
  }

  /** Reads nothing more from the peer, until {@link #resumeReading}. */
  public void pauseReading() {
    channel.config().setAutoRead(false);
  }

  /** Reads again. */
  public void resumeReading() {
    channel.config().setAutoRead(true);
  }

  /** Calls {@code then} on a later task, once the kernel has taken all that waits now. */
  public void whenSent(Runnable then) {
    context
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(sent -> channel.eventLoop().execute(then));
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
      pipe(frames);
    } else {
      frames.release();
    }
  }

  /** Sends what was written, with one system call if the kernel takes it. */
  public void flush() {
    flushPending = false;
    context.flush();
  }

  /**
   * Offers ready frames to the kernel at once, past the pipeline when nothing in there waits before
   * them. What the kernel does not take is written, and leaves when the caller flushes.
   *
   * @param frames the caller's, who may share them; neither their content nor their indices change
   */
  public void send(ByteBuf frames) {
    if (closing) {
      return;
    }
    int sent = socket == null || !isSettled() ? 0 : DirectSocket.send(socket, frames);
    if (sent < 0) {
      channel.close();
    } else if (sent < frames.readableBytes()) {
      pipe(frames.retainedSlice(frames.readerIndex() + sent, frames.readableBytes() - sent));
    }
  }

  /** Whether the kernel has taken all that was written. */
  public boolean isSettled() {
    if (piped) {
      piped = queuedBytes() > 0;
    }
    return !piped;
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
      closeCode = code;
      closeReason = reason;
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

  /**
   * How it ended: the code of the close frame that we sent first; negative when the peer sent one
   * first, 0 when the socket ended without any.
   */
  public int closeCode() {
    return closeCode;
  }

  /** The reason in the close frame that we sent first; empty when we sent none. */
  public String closeReason() {
    return closeReason;
  }

  /** The code in the close frame that the peer sent first; 0 when it sent none. */
  public int peerCloseCode() {
    return peerCloseCode;
  }

  EventLoop eventLoop() {
    return channel.eventLoop();
  }

  /** The handshake is answered: writes go through its reader's place in the pipeline. */
  void open(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /** While the reader hands out what it read, writes wait for {@link #endRead}. */
  void beginRead() {
    reading = true;
  }

  /** Sends all that was written in answer to what was read. */
  void endRead() {
    reading = false;
    context.flush();
  }

  /** The socket is gone. */
  void gone() {
    closing = true;
  }

  /** Answers a ping, section 5.5.3. */
  void pong(ByteBuf payload) {
    if (isOverBound()) {
      close(CloseCode.SLOW); // it asks and asks, and does not read the answers
      return;
    }
    ByteBuf frame = channel.alloc().directBuffer(2 + payload.readableBytes());
    Frames.writePong(frame, payload);
    write(frame);
  }

  /**
   * The peer closes, or answers our close frame: the socket ends behind ours. Section 5.5.1: the
   * answer repeats the code; a close without one is answered without one.
   *
   * @param code negative for none
   */
  void closedByPeer(int code) {
    if (isOpen()) {
      closeCode = -1;
      peerCloseCode = Math.max(0, code);
      sendClose(Math.max(0, code), "");
    }
    // The timeout that came with our close frame resets a peer that does not read it.
    channel.eventLoop().execute(this::closeAfterWrites);
  }

  private void closeAfterWrites() {
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> channel.close());
  }

  private void sendClose(int code, String reason) {
    ByteBuf frame = channel.alloc().directBuffer(32);
    Frames.writeClose(frame, code, reason);
    pipe(frame);
    closing = true;
    flush();
    var deadline =
        channel
            .eventLoop()
            .schedule(this::abort, limits.closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
    channel.closeFuture().addListener(gone -> deadline.cancel(false));
  }

  private void pipe(ByteBuf frames) {
    piped = true;
    context.write(frames, context.voidPromise());
  }
}
