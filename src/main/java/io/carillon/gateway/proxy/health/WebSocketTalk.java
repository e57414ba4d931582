package io.carillon.gateway.proxy.health;

import io.carillon.gateway.config.HealthConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;

/** A WebSocket as clients open it: upgraded, a ping answered by its pong, and closed with 1000. */
final class WebSocketTalk extends Talk<Object> {
  private static final ByteBuf PAYLOAD =
      Unpooled.unreleasableBuffer(
          Unpooled.copiedBuffer(HttpTalk.USER_AGENT, StandardCharsets.US_ASCII).asReadOnly());

  /** Whatever a server greets its clients with before the pong. */
  private static final int MOST_FRAME_BYTES = 1 << 20;

  private final HealthConfig config;
  private final String host;
  private final OpeningHandshake handshake = new OpeningHandshake();

  WebSocketTalk(HealthConfig config, String host, Promise<Void> verdict) {
    super(Object.class, verdict);
    this.config = config;
    this.host = host;
  }

  @Override
  void begin(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(handshake.request(config.path(), host));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Object message) {
    if (isOver()) {
      return;
    }
    if (message instanceof HttpResponse response) {
      onAnswer(ctx, response);
    } else if (message instanceof PongWebSocketFrame pong && pong.content().equals(PAYLOAD)) {
      ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
          .addListener((ChannelFutureListener) sent -> pass());
    } else if (message instanceof CloseWebSocketFrame close) {
      fail("closed with " + close.statusCode() + " before its pong");
    }
  }

  private void onAnswer(ChannelHandlerContext ctx, HttpResponse response) {
    if (response.decoderResult().isFailure()) {
      fail("answered no HTTP");
    } else if (!response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      fail("status " + response.status().code() + " instead of an upgrade");
    } else if (!handshake.isAccepted(response)) {
      fail("upgraded wrongly");
    } else {
      speakFrames(ctx);
      ctx.writeAndFlush(new PingWebSocketFrame(PAYLOAD.duplicate()));
    }
  }

  private static void speakFrames(ChannelHandlerContext ctx) {
    HttpClientCodec http = ctx.pipeline().get(HttpClientCodec.class);
    http.removeOutboundHandler();
    ctx.pipeline()
        .addBefore(ctx.name(), null, new WebSocket13FrameDecoder(false, false, MOST_FRAME_BYTES))
        .addBefore(ctx.name(), null, new WebSocket13FrameEncoder(true));
    // Not while it decodes: what came behind the answer it hands on when it goes.
    ctx.executor().execute(() -> ctx.pipeline().remove(http));
  }
}
