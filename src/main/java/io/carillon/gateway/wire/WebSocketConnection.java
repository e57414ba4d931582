package io.carillon.gateway.wire;

import io.carillon.gateway.error.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;

/**
 * One WebSocket after its handshake. What comes in is read by its {@link WebSocketReader}. Confined
 * to the channel's loop.
 */
public final class WebSocketConnection extends Outlet {
  private int peerCloseCode;
  private boolean isAnswerHeld;

  WebSocketConnection(Channel channel, WebSocketLimits limits) {
    super(channel, limits);
  }

  /** Accepts a handshake without extensions, as the other does. */
  public static void accept(
      HttpServerRequest request,
      String subprotocol,
      WebSocketLimits limits,
      Function<WebSocketConnection, WebSocketListener> owner) {
    accept(request, subprotocol, null, limits, owner);
  }

  /**
   * Accepts a handshake that {@link Handshake#check} found correct. On the loop, within the request
   * handler.
   *
   * @param subprotocol that the client offered and we speak; null for none
   * @param deflate what was agreed on of compression; null for none
   * @param owner makes the one who listens; may write already, which then follows the answer to the
   *     handshake, and may hold that back
   */
  public static void accept(
      HttpServerRequest request,
      String subprotocol,
      PermessageDeflate.Agreement deflate,
      WebSocketLimits limits,
      Function<WebSocketConnection, WebSocketListener> owner) {
    Channel channel = ChannelTakeover.channel(request);
    channel.config().setWriteBufferWaterMark(limits.waterMark());
    WebSocketConnection connection = new WebSocketConnection(channel, limits);
    String head =
        Handshake.acceptance(request, subprotocol, deflate == null ? null : deflate.answer());
    ChannelHandler validator = new Utf8FrameValidator(false);
    ChannelHandler reader = new WebSocketReader(connection, owner, limits.maxMessageBytes());
    if (deflate == null) {
      ChannelHandler decoder = new WebSocket13FrameDecoder(limits.decoder());
      ChannelTakeover.take(request, head, decoder, validator, reader);
    } else {
      ChannelTakeover.take(
          request,
          head,
          new WebSocket13FrameDecoder(limits.compressedDecoder()),
          new InflatingReader(connection, deflate.inflation(), limits.maxMessageBytes()),
          validator,
          reader);
    }
    if (!connection.isAnswerHeld) {
      channel.flush();
    }
  }

  /**
   * The answer to the handshake leaves with the first {@link #flush}: only then the client learns
   * that it is connected. For the owner, as it is made.
   */
  public void holdAnswer() {
    isAnswerHeld = true;
  }

  @Override
  public int peerCloseCode() {
    return peerCloseCode;
  }

  /** Answers a ping, section 5.5.3. */
  void pong(ByteBuf payload) {
    if (isOverBound()) {
      close(CloseCode.SLOW); // it asks and asks, and does not read the answers
      return;
    }
    ByteBuf frame = channel().alloc().directBuffer(2 + payload.readableBytes());
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
      closeByPeer();
      peerCloseCode = Math.max(0, code);
      sendClose(Math.max(0, code), "");
    }
    // The timeout that came with our close frame resets a peer that does not read it.
    eventLoop().execute(() -> whenWritten(channel()::close));
  }

  @Override
  void sendClose(int code, String reason) {
    ByteBuf frame = channel().alloc().directBuffer(32);
    Frames.writeClose(frame, code, reason);
    writeLast(frame);
  }
}
