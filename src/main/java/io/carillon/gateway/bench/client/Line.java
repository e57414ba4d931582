package io.carillon.gateway.bench.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/**
 * One connection, from the handshake on: a WebSocket or a stream of events. Confined to its loop;
 * closed by its owner or by the server.
 */
public final class Line extends ChannelInboundHandlerAdapter
    implements FrameReader.Sink, EventReader.Sink {
  private static final int NORMAL = 1000;

  private final Endpoint endpoint;
  private final Opening opening;
  private final Ear ear;

  private ChannelHandlerContext ctx;
  private FrameReader frames;
  private EventReader events;
  private int readBytes;
  private boolean opened;
  private boolean closed;

  Line(Endpoint endpoint, Opening opening, Ear ear) {
    this.endpoint = endpoint;
    this.opening = opening;
    this.ear = ear;
  }

  /** A frame for a text message, to be filled with {@code length} bytes and given to write. */
  public ByteBuf text(int length) {
    return ClientFrames.begin(ctx.alloc(), ClientFrames.TEXT, length);
  }

  /** The same for a binary message. */
  ByteBuf binary(int length) {
    return ClientFrames.begin(ctx.alloc(), ClientFrames.BINARY, length);
  }

  /** Sends a frame when flushed; takes it over. */
  public void write(ByteBuf frame) {
    if (closed) {
      frame.release();
    } else {
      ctx.write(frame, ctx.voidPromise());
    }
  }

  /** Sends a text message at once. */
  public void send(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    write(text(bytes.length).writeBytes(bytes));
    flush();
  }

  /** Lets what was written go. */
  public void flush() {
    if (!closed) {
      ctx.flush();
    }
  }

  /** Whether what is written now would not have to wait for a reader that is slow. */
  public boolean isWritable() {
    return !closed && ctx.channel().isWritable();
  }

  /** Ends it with a close frame, where it has come so far; nothing more is told of it. */
  public void close() {
    boolean greet = frames != null && !closed;
    end();
    if (ctx == null) {
      return;
    }
    if (greet && ctx.channel().isActive()) {
      ctx.writeAndFlush(ClientFrames.close(ctx.alloc(), NORMAL), ctx.voidPromise());
    }
    ctx.close();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    ctx = added;
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    if (closed) {
      active.close();
    } else if (!endpoint.tls()) {
      ask();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent tls && tls.isSuccess() && !closed) {
      ask();
    }
  }

  private void ask() {
    ctx.writeAndFlush(Requests.opening(endpoint, opening));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (closed) {
        return;
      }
      if (message instanceof ByteBuf bytes && frames != null) {
        readBytes += bytes.readableBytes();
        tellOpen();
        frames.read(bytes);
      } else if (message instanceof HttpResponse head) {
        onHead(head);
      }
      if (message instanceof HttpContent content && !closed) {
        onContent(content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void onHead(HttpResponse head) {
    String refusal = Requests.refusal(opening, head);
    if (refusal != null) {
      fail(refusal);
    } else if (opening.webSocket()) {
      frames = new FrameReader(this);
    } else {
      events = new EventReader(this);
      tellOpen();
    }
  }

  private void onContent(HttpContent content) {
    if (events != null) {
      readBytes += content.content().readableBytes();
      events.read(content.content());
      if (content instanceof LastHttpContent) {
        fail("the server ended the stream");
      }
    } else if (content instanceof LastHttpContent) {
      ctx.pipeline().remove(HttpClientCodec.class); // passes on what came with the head
      tellOpen();
    }
  }

  private void tellOpen() {
    if (!opened && !closed) {
      opened = true;
      ear.onOpen(this);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (!closed) {
      int read = readBytes;
      readBytes = 0;
      ear.onReadEnd(read);
    }
    flush();
  }

  @Override
  public void onMessage(ByteBuf bytes, int from, int to) {
    if (!closed) {
      ear.onMessage(bytes, from, to);
    }
  }

  @Override
  public void onPing(ByteBuf bytes, int from, int to) {
    if (!closed) {
      write(
          ClientFrames.begin(ctx.alloc(), ClientFrames.PONG, to - from)
              .writeBytes(bytes, from, to - from));
    }
  }

  @Override
  public void onClose(int code, String reason) {
    fail("closed by the server with " + code + (reason.isEmpty() ? "" : " " + reason));
  }

  @Override
  public void onBroken(String why) {
    fail(why);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail("the connection ended without a word");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(Causes.explain(cause));
  }

  /** Ends it for a reason of the owner's, as if the server had. */
  void fail(String why) {
    if (!closed) {
      end();
      if (ctx != null) {
        ctx.close();
      }
      ear.onClosed(why);
    }
  }

  private void end() {
    closed = true;
    if (frames != null) {
      frames.close();
    }
    if (events != null) {
      events.close();
    }
  }
}
