package io.carillon.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;

/**
 * How long what is no body may take on a connection of HTTP/2: its beginning up to the first
 * settings, a head with all that continues it, RFC 9113 section 6.10, and any other frame. Within
 * all of them nobody else on the connection gets a word in, so it ends. What does not begin as
 * HTTP/2 does ends at once. Stands behind TLS; reads lengths only. Confined to its loop.
 */
final class FrameTime extends ChannelInboundHandlerAdapter {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEAD_BYTES = 9;
  private static final int LENGTH_BYTES = 3;
  private static final int FLAGS_AT = 4;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int CONTINUATION = 9;
  private static final int END_HEADERS = 4;

  private final Deadlines heads;
  private final Time time;

  /** Bytes to come of the frame that is read now; at first those before all frames. */
  private int rest = PREFACE.length;

  private int type = -1;
  private int flags;

  /** Bytes of the head of a frame that have come. */
  private int headBytes;

  private int length;

  /** A head goes on in the next frame. */
  private boolean continued;

  /** It does not begin as HTTP/2 does. */
  private boolean isOther;

  /** A frame has come. */
  private boolean settled;

  private FrameTime(Deadlines heads, Runnable onLate) {
    this.heads = heads;
    this.time = new Time(onLate);
  }

  /**
   * Wraps who makes the pipeline of connections with TLS, so that those that turn out to speak
   * HTTP/2 are timed from their first byte.
   *
   * @param heads the time that each has
   * @param onLate told of each connection that is ended; must not fail
   */
  static ChannelHandler before(ChannelHandler others, Deadlines heads, Runnable onLate) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(others);
        SslHandler tls = pipeline.get(SslHandler.class);
        if (tls != null) {
          tls.handshakeFuture()
              .addListener(
                  shaken -> {
                    if (ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol())) {
                      String name = pipeline.context(tls).name();
                      pipeline.addAfter(name, null, new FrameTime(heads, onLate));
                    }
                  });
        }
      }
    };
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    time.ctx = ctx;
    heads.begin(time);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    time.end();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    time.end();
    ctx.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    int at = bytes.readerIndex();
    while (at < bytes.writerIndex()) {
      if (rest == 0) {
        take(bytes.getUnsignedByte(at++));
      } else {
        int passed = Math.min(rest, bytes.writerIndex() - at);
        isOther |= type < 0 && !isPreface(bytes, at, passed);
        rest -= passed;
        at += passed;
        endFrame();
      }
    }
    if (isOther) {
      // Vert.x would close it as well, and make noise.
      bytes.release();
      ctx.close();
      return;
    }
    if (isUnderway()) {
      heads.begin(time);
    }
    ctx.fireChannelRead(message);
  }

  private boolean isPreface(ByteBuf bytes, int at, int length) {
    ByteBuf wanted = Unpooled.wrappedBuffer(PREFACE);
    return ByteBufUtil.equals(bytes, at, wanted, PREFACE.length - rest, length);
  }

  private void take(int octet) {
    if (headBytes < LENGTH_BYTES) {
      length = (length << Byte.SIZE) | octet;
    } else if (headBytes == LENGTH_BYTES) {
      isOther |= type < 0 && octet != SETTINGS;
      type = octet;
    } else if (headBytes == FLAGS_AT) {
      flags = octet;
    }
    if (++headBytes == HEAD_BYTES) {
      rest = length;
      headBytes = 0;
      length = 0;
      if (type == DATA && !continued) {
        time.end(); // bodies may be slow
      }
      endFrame();
    }
  }

  private void endFrame() {
    if (rest > 0 || type < 0) {
      return;
    }
    settled = true;
    if (type == HEADERS || type == CONTINUATION) {
      continued = (flags & END_HEADERS) == 0;
    }
    if (!continued) {
      time.end(); // that of the next begins anew
    }
  }

  private boolean isUnderway() {
    return !settled || continued || headBytes > 0 || (rest > 0 && type != DATA);
  }

  private final class Time extends Deadlines.Entry {
    private final Runnable onLate;
    private ChannelHandlerContext ctx;

    Time(Runnable onLate) {
      this.onLate = onLate;
    }

    @Override
    void onDue() {
      onLate.run();
      Http2ConnectionHandler frames = ctx.pipeline().get(Http2ConnectionHandler.class);
      if (frames == null || !settled) {
        ctx.close(); // nobody would be told, only the log
        return;
      }
      frames.onError(
          ctx.pipeline().context(frames),
          false,
          Http2Exception.connectionError(
              Http2Error.ENHANCE_YOUR_CALM, "a frame did not come in time"));
    }
  }
}
