package io.carillon.gateway.wire;

import io.carillon.gateway.error.CloseCode;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a WebSocket strictly and tells its owner of whole messages. Last handler of a pipeline that
 * holds besides it only TLS, Netty's frame decoder and its UTF-8 validator. Made by {@link
 * WebSocketConnection#accept}, gone with the channel; confined to its loop.
 */
final class WebSocketReader extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketReader.class);
  private static final int LAST_CLOSE_CODE = 4999;

  private final WebSocketConnection connection;
  private final Function<WebSocketConnection, WebSocketListener> owner;
  private final int maxMessageBytes;

  /** Null when making it failed; then the connection is closing, and hears nothing. */
  private WebSocketListener listener;

  private MessageAssembly assembly;
  private boolean gone;

  /**
   * @param owner makes the one who is told, once the handshake is answered
   */
  WebSocketReader(
      WebSocketConnection connection,
      Function<WebSocketConnection, WebSocketListener> owner,
      int maxMessageBytes) {
    this.connection = connection;
    this.owner = owner;
    this.maxMessageBytes = maxMessageBytes;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    connection.open(ctx);
    try {
      listener = owner.apply(connection);
    } catch (RuntimeException bug) {
      // Netty would take this handler out and leave a socket that nobody owns.
      LOG.error("owner failed", bug);
      connection.close(CloseCode.SERVER_ERROR);
    }
    if (!ctx.channel().isActive()) {
      onGone();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof WebSocketFrame frame) { // else what was left of the request
        connection.beginRead();
        onFrame(frame);
      }
    } catch (RuntimeException bug) {
      LOG.error("listener failed", bug);
      connection.close(CloseCode.SERVER_ERROR);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    connection.endRead();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    onGone();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException violation) {
      connection.close(violation.closeStatus().code(), violation.closeStatus().reasonText());
    } else if (cause instanceof IOException) {
      ctx.close(); // the peer is gone; channelInactive tells the listener
    } else {
      LOG.warn("connection failed", cause);
      connection.close(CloseCode.SERVER_ERROR);
    }
  }

  private void onFrame(WebSocketFrame frame) {
    if (frame instanceof CloseWebSocketFrame close) {
      onClose(close.statusCode());
    } else if (connection.isOpen()) {
      if (frame instanceof PingWebSocketFrame) {
        listener.onPing();
        if (connection.isOpen()) {
          connection.pong(frame.content());
        }
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
    if (assembly.size() + frame.content().readableBytes() > maxMessageBytes) {
      dropAssembly();
      connection.close(CloseCode.MESSAGE_TOO_BIG);
      return;
    }
    assembly.append(frame);
    if (frame.isFinalFragment()) {
      MessageAssembly whole = assembly;
      assembly = null;
      whole.deliver(listener);
    }
  }

  private void onClose(int code) {
    dropAssembly();
    if (connection.isOpen() && code > LAST_CLOSE_CODE) {
      connection.close(CloseCode.PROTOCOL_ERROR); // section 7.4.2; Netty's decoder lets it pass
    }
    connection.closedByPeer(code);
  }

  private void onGone() {
    if (!gone) {
      gone = true;
      connection.gone();
      dropAssembly();
      if (listener != null) {
        listener.onClosed();
      }
    }
  }

  private void dropAssembly() {
    if (assembly != null) {
      assembly.release();
      assembly = null;
    }
  }
}
