package io.carillon.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Small frames that become large messages, many at once. */
class InflatingReaderTest {
  private static final int MESSAGES = 100;
  private static final int MESSAGE_BYTES = 60_000;
  private static final WebSocketLimits LIMITS =
      new WebSocketLimits(64 * 1024, 1 << 20, Duration.ofMinutes(1));

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Inflation inflation = new Inflation();
  private int turns;

  @BeforeEach
  void listen() {
    WebSocketConnection connection = new WebSocketConnection(channel, LIMITS);
    channel.pipeline().addLast(new InflatingReader(connection, inflation, 64 * 1024));
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelReadComplete(ChannelHandlerContext ctx) {
                turns++;
                ctx.fireChannelReadComplete();
              }
            });
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    inflation.close();
  }

  @Test
  void whatOneReadBringsIsHandedOnInOrderOverSeveralTurns() {
    channel.writeInbound((Object[]) frames());
    runAllTurns();

    for (int i = 0; i < MESSAGES; i++) {
      assertEquals(i, takeMessage());
    }
    int most = MESSAGES * MESSAGE_BYTES / (1 << 20);
    assertTrue(turns >= most, () -> "in " + turns + " turns");
  }

  @Test
  void nothingIsInflatedWhileNobodyReads() {
    channel.config().setAutoRead(false);
    channel.writeInbound((Object[]) frames());
    assertEquals(0, channel.inboundMessages().size());

    channel.config().setAutoRead(true);
    runAllTurns();
    assertEquals(MESSAGES, channel.inboundMessages().size());
  }

  @Test
  void whatWaitsIsGivenBackWhenThePeerIsGone() {
    channel.config().setAutoRead(false);
    WebSocketFrame[] frames = frames();
    channel.writeInbound((Object[]) frames);

    channel.close();

    assertTrue(Arrays.stream(frames).allMatch(frame -> frame.refCnt() == 0));
  }

  private void runAllTurns() {
    int before;
    do {
      before = turns;
      channel.runScheduledPendingTasks();
    } while (turns > before);
  }

  private int takeMessage() {
    WebSocketFrame frame = channel.readInbound();
    try {
      assertEquals(MESSAGE_BYTES, frame.content().readableBytes());
      return frame.content().getInt(0);
    } finally {
      frame.release();
    }
  }

  private static WebSocketFrame[] frames() {
    return IntStream.range(0, MESSAGES)
        .mapToObj(i -> new BinaryWebSocketFrame(true, 4, compressed(i)))
        .toArray(WebSocketFrame[]::new);
  }

  // A number and zeros behind it.
  private static ByteBuf compressed(int number) {
    byte[] message = new byte[MESSAGE_BYTES];
    Unpooled.wrappedBuffer(message).setInt(0, number);
    byte[] out = new byte[1_024];
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(message);
      int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
      return Unpooled.copiedBuffer(out, 0, length - 4);
    } finally {
      deflater.end();
    }
  }
}
