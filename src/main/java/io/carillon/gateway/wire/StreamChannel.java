package io.carillon.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import java.net.SocketAddress;

/**
 * The answer to one request over HTTP/2 as a channel of its own: what is written is its body, and
 * counts as waiting here until it has left for the socket, however small a window the client gives.
 * Nothing is read from it. Ends with its stream, and the stream with it: in order after {@link
 * #end}, else with a reset. Made by {@link HttpStream}; confined to the loop of its connection.
 */
final class StreamChannel extends AbstractChannel {
  private static final ChannelMetadata METADATA = new ChannelMetadata(false);

  /** Bytes on their way at a time. */
  private static final int MOST_UNDERWAY = 64 * 1024;

  private final ChannelConfig config = new DefaultChannelConfig(this);
  private final HttpServerRequest request;
  private boolean open = true;
  private boolean ended;
  private boolean writing;
  private int underway;

  private StreamChannel(Channel connection, HttpServerRequest request) {
    super(connection);
    this.request = request;
  }

  /**
   * Sends the head of the answer; nothing can be written yet. Within the request handler or later,
   * on the loop; the response may not be touched afterwards.
   */
  static StreamChannel begin(HttpServerRequest request) {
    StreamChannel channel = new StreamChannel(ChannelTakeover.channel(request), request);
    RequestConnection.bePatient(request);
    channel.closeFuture().addListener(gone -> RequestConnection.endPatience(request));
    request.response().closeHandler(gone -> channel.close());
    request.response().writeHead();
    return channel;
  }

  /** Has the handlers of the pipeline begin, and end if the client has gone meanwhile. */
  void register() {
    parent().eventLoop().register(this);
    if (request.response().closed()) {
      close();
    }
  }

  /** Ends the answer behind all that has been written. */
  void end() {
    if (open && !ended) {
      ended = true;
      request.response().end();
      RequestConnection.closeGently(request);
    }
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer waiting) {
    writing = true;
    while (underway == 0) {
      ByteBuf next = next(waiting);
      if (!next.isReadable()) {
        break;
      }
      int bytes = next.readableBytes();
      underway = bytes;
      request
          .response()
          .write(BufferInternal.buffer(next))
          .onComplete(sent -> onSent(bytes, sent.succeeded()));
    }
    writing = false;
  }

  // On the heap: of what a stream did not get rid of, Vert.x releases nothing.
  private static ByteBuf next(ChannelOutboundBuffer waiting) {
    int bytes = (int) Math.min(MOST_UNDERWAY, waiting.totalPendingWriteBytes());
    ByteBuf next = Unpooled.buffer(Math.max(bytes, 1));
    try {
      waiting.forEachFlushedMessage(
          message -> {
            ByteBuf piece = (ByteBuf) message;
            int room = MOST_UNDERWAY - next.readableBytes();
            int taken = Math.min(room, piece.readableBytes());
            next.writeBytes(piece, piece.readerIndex(), taken);
            return taken == piece.readableBytes();
          });
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
    if (!next.isReadable()) {
      waiting.removeBytes(0); // only those who wait for what went before
    }
    return next;
  }

  private void onSent(int bytes, boolean sent) {
    underway = 0;
    ChannelOutboundBuffer waiting = unsafe().outboundBuffer();
    if (waiting == null) {
      return;
    }
    if (!sent) {
      close();
      return;
    }
    waiting.removeBytes(bytes);
    if (!writing) {
      unsafe().flush();
    }
  }

  @Override
  protected void doClose() {
    open = false;
    if (!ended) {
      RequestConnection.reset(request);
    }
  }

  @Override
  protected void doDisconnect() {
    doClose();
  }

  @Override
  protected void doBeginRead() {
    // The whole request has been read.
  }

  @Override
  protected void doBind(SocketAddress address) {
    throw new UnsupportedOperationException("a stream has no address");
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return loop == parent().eventLoop();
  }

  @Override
  protected SocketAddress localAddress0() {
    return parent().localAddress();
  }

  @Override
  protected SocketAddress remoteAddress0() {
    return parent().remoteAddress();
  }

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return open;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new AbstractUnsafe() {
      @Override
      public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        promise.setFailure(new UnsupportedOperationException("a stream is connected"));
      }
    };
  }
}
