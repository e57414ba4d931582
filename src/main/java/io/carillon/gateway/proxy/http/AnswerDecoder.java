package io.carillon.gateway.proxy.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.ReferenceCountUtil;

/**
 * Reads answers, RFC 9112, as strictly as Netty does: no two lengths, no length beside chunks, no
 * bare line feeds. Bytes that nobody asked for end the connection before they are taken for the
 * answer to the next request.
 */
final class AnswerDecoder extends HttpResponseDecoder {
  private static final int MOST_HEAD_BYTES = 32 * 1024;
  private static final int LARGEST_PIECE = 64 * 1024;

  private boolean expecting;
  private boolean bodiless;
  private boolean begun;

  AnswerDecoder() {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MOST_HEAD_BYTES)
            .setMaxHeaderSize(MOST_HEAD_BYTES)
            .setMaxChunkSize(LARGEST_PIECE));
  }

  /**
   * An answer is to come.
   *
   * @param head whether it was asked for by HEAD, so that it has no body whatever it says
   */
  void expect(boolean head) {
    expecting = true;
    begun = false;
    bodiless = head;
  }

  /** No answer is to come. */
  void expectNothing() {
    expecting = false;
  }

  /** What came was not the answer yet. */
  void expectMore() {
    begun = false;
  }

  /** Whether any byte of the answer has come. */
  boolean hasBegun() {
    return begun;
  }

  /** Whether it holds no bytes of something incomplete. */
  boolean isEmpty() {
    return actualReadableBytes() == 0;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (expecting) {
      begun = true;
      super.channelRead(ctx, message);
    } else {
      ReferenceCountUtil.release(message);
      ctx.close();
    }
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    return bodiless || super.isContentAlwaysEmpty(message);
  }
}
