package io.carillon.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Alone on a new connection until its first bytes come. When these are a clean handshake that
 * somebody takes, the connection never meets Vert.x; else Vert.x gets it as if it were new, with
 * all that has come. Made by {@link Porter}; confined to its loop.
 */
final class Door extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);

  private final Porter porter;
  private final ChannelHandler others;
  private final Deadlines.Entry silence = new Silence();
  private ChannelHandlerContext ctx;

  /** Somebody has taken it, or Vert.x has got it. */
  private boolean open;

  /**
   * @param others makes the pipeline of connections that nobody takes
   */
  Door(Porter porter, ChannelHandler others) {
    this.porter = porter;
    this.others = others;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    ctx = added;
    porter.heads().begin(silence);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    silence.end();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (!enters(bytes) && !open) {
      fallBack(bytes);
    }
  }

  private boolean enters(ByteBuf bytes) {
    try {
      CleanHead head = CleanHead.read(bytes);
      return head != null && porter.enters(new Head(head, bytes));
    } catch (RuntimeException bug) {
      LOG.error("handshake failed", bug);
      if (open) {
        ctx.channel().close();
      }
      return open; // else it fails once more, where there is an answer to that
    }
  }

  private void fallBack(ByteBuf bytes) {
    open = true;
    porter.leaves(ctx.channel());
    ctx.pipeline().addLast(others);
    // Before anybody reads, and maybe takes the channel over with all that is in the pipeline.
    ctx.pipeline().remove(this);
    ctx.fireChannelRead(bytes);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  /** Hands the time since the connection was made on to the one who waits for its first head. */
  void passTime(Deadlines.Entry head) {
    porter.heads().replace(silence, head);
  }

  /** Nothing has come, and nothing is waited for any more. */
  void shut() {
    if (!open) {
      ctx.close();
    }
  }

  private final class Silence extends Deadlines.Entry {
    @Override
    void onDue() {
      ctx.close();
    }
  }

  /** What the first bytes are. */
  private final class Head implements HandshakeHead {
    private final CleanHead head;
    private final ByteBuf bytes;

    Head(CleanHead head, ByteBuf bytes) {
      this.head = head;
      this.bytes = bytes;
    }

    @Override
    public String method() {
      return "GET";
    }

    @Override
    public HttpVersion version() {
      return HttpVersion.HTTP_1_1;
    }

    @Override
    public String uri() {
      return head.uri();
    }

    @Override
    public String path() {
      int query = head.uri().indexOf('?');
      return query < 0 ? head.uri() : head.uri().substring(0, query);
    }

    @Override
    public MultiMap headers() {
      return head.headers();
    }

    @Override
    public String param(String name) {
      // As Vert.x does, whatever the case of its letters.
      for (var parameter : new QueryStringDecoder(head.uri()).parameters().entrySet()) {
        if (parameter.getKey().equalsIgnoreCase(name)) {
          return parameter.getValue().get(0);
        }
      }
      return null;
    }

    @Override
    public boolean isSecure() {
      return false;
    }

    @Override
    public SocketAddress remoteAddress(boolean real) {
      return address(ctx.channel().remoteAddress());
    }

    @Override
    public SocketAddress localAddress(boolean real) {
      return address(ctx.channel().localAddress());
    }

    private SocketAddress address(java.net.SocketAddress known) {
      return known instanceof InetSocketAddress inet ? SocketAddress.inetSocketAddress(inet) : null;
    }

    @Override
    public boolean hasWaited() {
      return false;
    }

    @Override
    public void whenGone(Runnable then) {
      ctx.channel().closeFuture().addListener(gone -> then.run());
    }

    @Override
    public Channel take(ChannelHandler... own) {
      open = true;
      Channel channel = ctx.channel();
      ByteBuf behind = bytes;
      try {
        channel.pipeline().addLast(own);
        channel.pipeline().remove(Door.this);
        bytes.skipBytes(head.bytes());
        if (bytes.isReadable()) {
          behind = Unpooled.EMPTY_BUFFER; // not ours any more
          ctx.fireChannelRead(bytes);
        }
      } finally {
        behind.release();
      }
      return channel;
    }
  }
}
