package io.carillon.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.FuzzSeed;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, section 5. */
class FrameBoundaryTest {
  private static final int STREAMS = 2_000;

  @Test
  void knowsInEveryStreamWhatAReaderOfTheWholeKnows() {
    SplittableRandom seeds = FuzzSeed.random(FrameBoundaryTest.class);
    for (int i = 0; i < STREAMS; i++) {
      new FrameStream(seeds.split()).check();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8300", // an opcode that means nothing
        "8b00",
        "0900", // half a ping
        "897e0080", // a long ping
        "8000", // the rest of nothing
        "01000100", // a message inside a message
        "8180", // a mask from the server
        "827f8000000000000000", // a length below zero
      })
  void whatCannotBeIsGivenUpForGood(String hex) {
    FrameBoundary boundary = after(false, hex);

    assertTrue(boundary.isLost());
    boundary.advance(Unpooled.wrappedBuffer(new byte[] {(byte) 0x81, 0}));
    assertFalse(boundary.isBetweenMessages());
  }

  @Test
  void frameOfAClientWithoutAMaskIsGivenUp() {
    assertTrue(after(true, "8100").isLost());
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          false, 880203e8,             1000
          false, 8800,                 1005
          false, 880103,               1005
          false, 880510926f6e65,       4242
          true,  888200000000 03e9,    1001
          true,  888501020304 11906c6a64,  4242
          """)
  void codeOfACloseFrameIsRead(boolean masked, String hex, int code) {
    FrameBoundary boundary = after(masked, hex.replace(" ", ""));

    assertTrue(boundary.isClosed());
    assertFalse(boundary.isBetweenMessages());
    assertEquals(code, boundary.closeCode());
  }

  private static FrameBoundary after(boolean masked, String hex) {
    FrameBoundary boundary = new FrameBoundary(masked);
    boundary.advance(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
    return boundary;
  }
}
