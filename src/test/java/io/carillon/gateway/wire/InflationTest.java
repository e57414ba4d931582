package io.carillon.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.error.CloseCode;
import io.carillon.gateway.testkit.Deflate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
  void messageAfterTheEndIsReadAllTheSame() {
    inflation.close();

    assertNull(inflate(Deflate.deflate(new byte[1])));
  }

  private CloseCode inflate(byte[] message) {
    return inflation.inflate(Unpooled.buffer().writeBytes(message), LIMIT, out);
  }
}
