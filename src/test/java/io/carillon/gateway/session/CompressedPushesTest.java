package io.carillon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.hub.PushBatch;
import io.carillon.gateway.hub.PushEncoder;
import io.carillon.gateway.pubsub.RawFrames;
import io.carillon.gateway.wire.PermessageDeflate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompressedPushesTest {
  private static final Publication LONG =
      new Publication(
          new Channel("news"),
          0,
          Payload.json("\"" + "again and ".repeat(100) + "\""),
          null,
          Map.of(),
          0);

  @Test
  void whatIsForOneSubscriberOnlyIsNotCompressed() {
    try (PermessageDeflate deflate = new PermessageDeflate()) {
      PushEncoder pushes =
          new CompressedPushes(RawFrames.PUSH, 0, deflate.deflation(), CompressionMetrics.NONE);
      ByteBuf forAll = Unpooled.buffer();
      ByteBuf plain = Unpooled.buffer();
      pushes.encode(LONG, forAll);
      RawFrames.PUSH.encode(LONG, plain);
      PushBatch forOne = new PushBatch(List.of(LONG));

      assertTrue(forAll.readableBytes() * 10 < plain.readableBytes(), forAll.toString());
      assertEquals(plain, forOne.lend(pushes, 0));
      forOne.release();
    }
  }
}
