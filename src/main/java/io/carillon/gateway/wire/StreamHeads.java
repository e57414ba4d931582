package io.carillon.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * Reads heads before Vert.x does: passes them on as {@link StreamHead} makes them, refuses those of
 * which it says so, without harm to others on the connection, and keeps what follows a body for
 * {@link RequestTrailers}. Confined to the loop of its connection.
 */
final class StreamHeads extends Http2FrameListenerDecorator {
  private final Multiplexed connection;
  private final Http2ConnectionHandler frames;
  private final Runnable onMalformed;

  /**
   * @param listener gets what passes
   * @param onMalformed told of each that does not; must not fail
   */
  StreamHeads(
      Http2FrameListener listener,
      Multiplexed connection,
      Http2ConnectionHandler frames,
      Runnable onMalformed) {
    super(listener);
    this.connection = connection;
    this.frames = frames;
    this.onMalformed = onMalformed;
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int id, Http2Headers fields, int padding, boolean ends)
      throws Http2Exception {
    if (passes(ctx, id, fields, ends)) {
      super.onHeadersRead(ctx, id, fields, padding, ends);
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int id,
      Http2Headers fields,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean ends)
      throws Http2Exception {
    if (passes(ctx, id, fields, ends)) {
      super.onHeadersRead(ctx, id, fields, dependency, weight, exclusive, padding, ends);
    }
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext ctx, int id, int increment)
      throws Http2Exception {
    connection.onRoom(id);
    super.onWindowUpdateRead(ctx, id, increment);
  }

  private boolean passes(ChannelHandlerContext ctx, int id, Http2Headers fields, boolean ends)
      throws Http2Exception {
    Http2Stream stream = frames.connection().stream(id);
    if (connection.isKnown(stream)) {
      connection.keepTrailers(stream, trailers(id, fields));
      return true;
    }
    StreamHead.Flaw flaw = StreamHead.translate(fields, ends);
    connection.began(stream);
    if (flaw != null) {
      onMalformed.run();
      refuse(ctx, stream, flaw);
    }
    return flaw == null;
  }

  private static HttpHeaders trailers(int id, Http2Headers fields) throws Http2Exception {
    if (!StreamHead.areSound(fields)) {
      throw Http2Exception.streamError(id, Http2Error.PROTOCOL_ERROR, "malformed trailers");
    }
    HttpHeaders trailers = new DefaultHttpHeaders();
    fields.forEach(field -> trailers.add(field.getKey(), field.getValue()));
    return trailers;
  }

  private void refuse(ChannelHandlerContext ctx, Http2Stream stream, StreamHead.Flaw flaw) {
    ByteBuf text = ByteBufUtil.writeAscii(ctx.alloc(), flaw.text() + "\n");
    Http2Headers head =
        new DefaultHttp2Headers()
            .status(Integer.toString(flaw.status()))
            .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
            .setInt(HttpHeaderNames.CONTENT_LENGTH, text.readableBytes());
    int id = stream.id();
    frames.encoder().writeHeaders(ctx, id, head, 0, false, ctx.newPromise());
    frames
        .encoder()
        .writeData(ctx, id, text, 0, true, ctx.newPromise())
        .addListener(sent -> connection.stopReading(id));
  }
}
