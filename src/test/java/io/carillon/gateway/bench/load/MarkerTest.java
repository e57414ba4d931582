package io.carillon.gateway.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MarkerTest {
  private static final int RUN = 0xFEDCBA98;

  @Test
  void isFoundInAnyEnvelopeAndReadAsItWasWritten() {
    ByteBuf bytes =
        Unpooled.buffer().writeBytes("42[\"a#cb#\",\"".getBytes(StandardCharsets.US_ASCII));
    int begin = bytes.writerIndex();
    Marker.write(bytes, 100, RUN, 0xFFFF, 0xABCDEF, 0x12_3456_789AL, 1_800_000_000_123_456_789L);
    int end = bytes.writerIndex();
    bytes.writeBytes("\"]".getBytes(StandardCharsets.US_ASCII));

    int at = Marker.find(bytes, 0, bytes.writerIndex(), RUN);

    assertEquals(begin, at);
    assertEquals(100, end - begin);
    assertEquals(0xFFFF, Marker.publisher(bytes, at));
    assertEquals(0xABCDEF, Marker.channel(bytes, at));
    assertEquals(0x12_3456_789AL, Marker.sequence(bytes, at));
    assertEquals(1_800_000_000_123_456_789L, Marker.nanos(bytes, at));
    assertEquals(-1, Marker.find(bytes, at + 1, bytes.writerIndex(), RUN));
  }

  @Test
  void ofAnotherRunOrCutOffIsNone() {
    ByteBuf bytes = Unpooled.buffer();
    Marker.write(bytes, Marker.BYTES, RUN, 1, 2, 3, 4);

    assertEquals(-1, Marker.find(bytes, 0, Marker.BYTES, RUN + 1));
    assertEquals(-1, Marker.find(bytes, 0, Marker.BYTES - 1, RUN));
    assertEquals(0, Marker.find(bytes, 0, Marker.BYTES, RUN));
  }
}
