package io.carillon.gateway.wire;

import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.time.Duration;

/** The bounds of a WebSocket. One instance serves all connections of a loop. */
public final class WebSocketLimits {
  private final int maxMessageBytes;
  private final Duration closeTimeout;
  private final WriteBufferWaterMark waterMark;
  private final WebSocketDecoderConfig decoder;
  private final WebSocketDecoderConfig compressedDecoder;

  /**
   * @param maxMessageBytes of one message from the peer, all fragments together; more is closed
   *     with 1009
   * @param maxQueuedBytes waiting for the peer before the connection is over its bound
   * @param closeTimeout from our close frame to a reset
   */
  public WebSocketLimits(int maxMessageBytes, int maxQueuedBytes, Duration closeTimeout) {
    this.maxMessageBytes = maxMessageBytes;
    this.closeTimeout = closeTimeout;
    this.waterMark = new WriteBufferWaterMark(maxQueuedBytes / 2, maxQueuedBytes);
    this.decoder =
        WebSocketDecoderConfig.newBuilder()
            .expectMaskedFrames(true)
            .allowMaskMismatch(false)
            .allowExtensions(false)
            .closeOnProtocolViolation(false)
            .withUTF8Validator(false)
            .maxFramePayloadLength(maxMessageBytes)
            .build();
    this.compressedDecoder =
        decoder.toBuilder()
            .allowExtensions(true)
            .maxFramePayloadLength(InflatingReader.mostCompressed(maxMessageBytes))
            .build();
  }

  int maxMessageBytes() {
    return maxMessageBytes;
  }

  Duration closeTimeout() {
    return closeTimeout;
  }

  WriteBufferWaterMark waterMark() {
    return waterMark;
  }

  WebSocketDecoderConfig decoder() {
    return decoder;
  }

  /** For an {@link InflatingReader}, which looks after what this lets pass. */
  WebSocketDecoderConfig compressedDecoder() {
    return compressedDecoder;
  }
}
