package io.carillon.gateway.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;

/**
 * The decoder of Vert.x, but for two names that it takes for known ones without a look at the first
 * letter of their second word: to it, {@code Content-Xength: 5} is a length, and what comes next is
 * a body, where whoever stands before us sees another request. Of the other names that it knows it
 * compares all bytes. Confined to the loop of its connection.
 *
 * <p>Seen in 5.0.12 and mended on the master branch since: goes when a release has that.
 */
final class RequestDecoder extends VertxHttpRequestDecoder {
  private static final int CONTENT_TYPE = "Content-Type".length();
  private static final int CONTENT_LENGTH = "Content-Length".length();
  private static final int SECOND_WORD = "Content-".length();

  /** What a small letter has and its capital has not. */
  private static final int SMALL = 0x20;

  /** Bytes have come since somebody asked. */
  private boolean heard;

  RequestDecoder(HttpServerOptions options) {
    super(options);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
    heard = true;
    super.channelRead(context, bytes);
  }

  /** Whether bytes have come since this was asked last: a turn may have read others only. */
  boolean takeHeard() {
    boolean so = heard;
    heard = false;
    return so;
  }

  @Override
  protected AsciiString splitHeaderName(byte[] bytes, int start, int length) {
    return mayBeKnown(bytes, start, length)
        ? super.splitHeaderName(bytes, start, length)
        : new AsciiString(bytes, start, length, true);
  }

  private static boolean mayBeKnown(byte[] bytes, int start, int length) {
    if (length == CONTENT_TYPE) {
      return (bytes[start + SECOND_WORD] | SMALL) == 't';
    }
    return length != CONTENT_LENGTH || (bytes[start + SECOND_WORD] | SMALL) == 'l';
  }
}
