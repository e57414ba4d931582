package io.carillon.gateway.session;

import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.wire.Deflation;
import io.netty.buffer.ByteBuf;

/**
 * A form of whole frames for those who agreed on compression: the same frames, the larger ones
 * compressed. Made by {@link Compression}; other than forms without, it belongs to one loop.
 */
final class CompressedPushes implements PushEncoder {
  private final PushEncoder plain;
  private final String form;
  private final int threshold;
  private final Deflation deflation;
  private final CompressionMetrics metrics;

  /**
   * @param threshold in bytes of a frame's payload and header; what has less stays as it is
   */
  CompressedPushes(
      PushEncoder plain, int threshold, Deflation deflation, CompressionMetrics metrics) {
    this.plain = plain;
    this.form = plain.form() + "-deflate";
    this.threshold = threshold;
    this.deflation = deflation;
    this.metrics = metrics;
  }

  @Override
  public void encode(ChannelEvent event, ByteBuf out) {
    encode(event, null, out);
  }

  @Override
  public void encode(ChannelEvent event, Publication before, ByteBuf out) {
    int start = out.writerIndex();
    plain.encode(event, before, out);
    int size = out.writerIndex() - start;
    if (size > 0 && size >= threshold) {
      deflation.compress(out, start);
      metrics.compressed(size, out.writerIndex() - start);
    }
  }

  @Override
  public PushEncoder alone() {
    return plain;
  }

  @Override
  public String form() {
    return form;
  }
}
