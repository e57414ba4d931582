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
import java.util.concurrent.TimeUnit;

/**
 * The way out to one peer whose channel was taken over from HTTP: writes ready bytes in order,
 * bounded by the channel's own queue, and closes for sure. What the bytes are is for those who
 * write them to know; how a last word looks is for the kind of outlet. Confined to the channel's
 * loop.
 */
public abstract class Outlet {
  private final Channel channel;
  private final WebSocketLimits limits;

  /** Null when what is sent has to pass others. */
  private final Socket socket;

  private ChannelHandlerContext context;

  /** Something may not have left the pipeline yet, from the answer to the request on. */
  private boolean piped = true;

  private boolean reading;
  private boolean flushPending;
  private boolean closing;
  private int closeCode;
  private String closeReason = "";

  Outlet(Channel channel, WebSocketLimits limits) {
    this.channel = channel;
    this.limits = limits;
    this.socket = DirectSocket.of(channel);
  }

  /** Whether neither side has begun to close. */
  public final boolean isOpen() {
    return !closing;
  }

  /** Whether more waits for the peer than it may let wait. */
  public final boolean isOverBound() {
    return !channel.isWritable();
  }

  /**
   * Whether half of the bound is free for another answer. Offers the kernel what waits before it
   * says no.
   */
  public final boolean hasRoom() {
    if (channel.bytesBeforeUnwritable() < limits.waterMark().low()) {
      context.flush();
    }
    return channel.bytesBeforeUnwritable() >= limits.waterMark().low();
  }

  /** Bytes that wait for the peer; 0 when it is gone. */
  public final long queuedBytes() {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes();
  }

  /** Reads nothing more from the peer, until {@link #resumeReading}. */
  public final void pauseReading() {
    channel.config().setAutoRead(false);
  }

  /** Reads again. */
  public final void resumeReading() {
    channel.config().setAutoRead(true);
  }

  /** Calls {@code then} on a later task, once the kernel has taken all that waits now. */
  public final void whenSent(Runnable then) {
    whenWritten(() -> channel.eventLoop().execute(then));
  }

  /**
   * Writes ready bytes, which leave at the end of the loop's turn, however many are written until
   * then.
   *
   * @param bytes owned by the outlet from here on
   */
  public final void write(ByteBuf bytes) {
    writeUnflushed(bytes);
    if (!reading && !flushPending) {
      flushPending = true;
      channel.eventLoop().execute(this::flush);
    }
  }

  /**
   * Writes ready bytes, which leave when the caller flushes.
   *
   * @param bytes owned by the outlet from here on
   */
  public final void writeUnflushed(ByteBuf bytes) {
    if (isOpen()) {
      pipe(bytes);
    } else {
      bytes.release();
    }
  }

  /** Sends what was written, with one system call if the kernel takes it. */
  public final void flush() {
    flushPending = false;
    context.flush();
  }

  /**
   * Offers ready bytes to the kernel at once, past the pipeline when nothing in there waits before
   * them. What the kernel does not take is written, and leaves when the caller flushes.
   *
   * @param bytes the caller's, who may share them; neither their content nor their indices change
   */
  public final void send(ByteBuf bytes) {
    if (closing) {
      return;
    }
    int sent = socket == null || !isSettled() ? 0 : DirectSocket.send(socket, bytes);
    if (sent < 0) {
      channel.close();
    } else if (sent < bytes.readableBytes()) {
      pipe(bytes.retainedSlice(bytes.readerIndex() + sent, bytes.readableBytes() - sent));
    }
  }

  /** Whether the kernel has taken all that was written. */
  public final boolean isSettled() {
    if (piped) {
      piped = queuedBytes() > 0;
    }
    return !piped;
  }

  /** See {@link #close(int, String)}. */
  public final void close(CloseCode code) {
    close(code.number(), code.reason());
  }

  /**
   * Says good-bye behind what is queued. The socket ends when the peer has heard it, or with a
   * reset when it has not within the close timeout. Nothing is read or written any more. Does
   * nothing when the outlet is closing.
   */
  public final void close(int code, String reason) {
    if (isOpen()) {
      closeCode = code;
      closeReason = reason;
      sendClose(code, reason);
    }
  }

  /** Writes the last word with {@link #writeLast}. */
  abstract void sendClose(int code, String reason);

  /** Ends the socket now, with a reset; what was queued is lost. */
  public final void abort() {
    closing = true;
    // The kernel would go on to offer what a deaf peer never took.
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel.close();
  }

  /**
   * How it ended: the code that we closed with; negative when the peer closed first, 0 when the
   * socket ended without a word.
   */
  public final int closeCode() {
    return closeCode;
  }

  /** The reason that we closed with; empty when we did not. */
  public final String closeReason() {
    return closeReason;
  }

  /** The code that the peer closed with, first; 0 when it gave none. */
  public abstract int peerCloseCode();

  final EventLoop eventLoop() {
    return channel.eventLoop();
  }

  final Channel channel() {
    return channel;
  }

  /** The handshake is answered: writes go through its reader's place in the pipeline. */
  final void open(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /** While the reader hands out what it read, writes wait for {@link #endRead}. */
  final void beginRead() {
    reading = true;
  }

  /** Sends all that was written in answer to what was read, if anything was. */
  final void endRead() {
    if (reading) {
      reading = false;
      context.flush();
    }
  }

  /** The socket is gone. */
  final void gone() {
    closing = true;
  }

  /** The peer has closed before us. */
  final void closeByPeer() {
    closeCode = -1;
  }

  /** Calls {@code then} once the kernel has taken all that waits, or never will. */
  final void whenWritten(Runnable then) {
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> then.run());
  }

  /**
   * Writes the last bytes; a peer that has not heard them within the close timeout is reset.
   *
   * @param bytes owned by the outlet from here on
   */
  final void writeLast(ByteBuf bytes) {
    pipe(bytes);
    closing = true;
    flush();
    var deadline =
        channel
            .eventLoop()
            .schedule(this::abort, limits.closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
    channel.closeFuture().addListener(gone -> deadline.cancel(false));
  }

  private void pipe(ByteBuf bytes) {
    piped = true;
    context.write(bytes, context.voidPromise());
  }
}
