package io.carillon.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.testkit.Deflate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InflationTest {
  private static final int LIMIT = 65_536;

  private final Inflation inflation = new Inflation();
  private final ByteBuf out = Unpooled.buffer(0);

  @AfterEach
  void close() {
    inflation.close();
  }

  @Test
  void tenMillionZerosMakeNoByteMoreThanIsAllowed() {
    CloseCode broken = inflate(Deflate.deflate(new byte[10_000_000]));

    assertEquals(CloseCode.MESSAGE_TOO_BIG, broken);
    assertTrue(out.capacity() <= 2 * LIMIT, "capacity " + out.capacity());
  }

  @Test
  void brokenMessageLeavesNothingForTheNext() {
    assertEquals(CloseCode.INVALID_PAYLOAD_DATA, inflate(new byte[] {7, 7, 7}));
    out.clear();

    assertNull(inflate(Deflate.deflate(new byte[LIMIT])));
    assertEquals(LIMIT, out.readableBytes());
  }

  @Test
  void anyBytesAreAMessageOrRefused() {
    Random random = new Random(7);
    byte[] right = Deflate.deflate("what is right, and then is not ".repeat(20).getBytes(UTF_8));
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = Arrays.copyOf(right, 1 + random.nextInt(right.length));
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      out.clear();

      CloseCode broken = inflate(bytes);

      assertTrue(broken != null || out.readableBytes() <= LIMIT, "message " + i);
    }
  }

  @Test
  void messageAfterTheEndIsReadAllTheSame() {
    inflation.close();

    assertNull(inflate(Deflate.deflate(new byte[1])));
  }

  private CloseCode inflate(byte[] message) {
    return inflation.inflate(Unpooled.buffer().writeBytes(message), LIMIT, out);
  }
}
