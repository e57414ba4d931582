package io.carillon.gateway.bench.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
  private static final int TEXT = 0x81;

  private final List<String> heard = new ArrayList<>();
  private final FrameReader reader = new FrameReader(new Listener());

  @AfterEach
  void close() {
    reader.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000, 100_000})
  void messagesComeWholeInWhateverPieces(int piece) {
    String longer = "y".repeat(300);
    String longest = "z".repeat(70_000);
    ByteBuf bytes = Unpooled.buffer();
    frame(bytes, TEXT, "one");
    frame(bytes, 0x89, "ping");
    frame(bytes, TEXT, longer);
    frame(bytes, 0x01, "frag");
    frame(bytes, 0x80, "ment");
    frame(bytes, 0x82, longest);
    frame(bytes, 0x88, "\u0003\u00e9" + "gone");

    feed(bytes, piece);

    assertEquals(
        List.of("one", "ping:ping", longer, "fragment", longest, "close:1001 gone"), heard);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      textBlock =
          """
          8180, a masked frame
          c100, an extension
          8000, a fragment that has no place
          01000100, a fragment that has no place
          817f0000000100000000, more than 67108864 bytes
          817fffffffffffffffff, more than 67108864 bytes
          """)
  void whatServersMustNotSendIsTold(String hex, String why) {
    ByteBuf bytes = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));

    feed(bytes, 1);

    assertEquals(1, heard.size(), heard.toString());
    assertEquals(true, heard.get(0).contains(why), heard.get(0));
  }

  private void feed(ByteBuf bytes, int piece) {
    while (bytes.isReadable()) {
      reader.read(bytes.readSlice(Math.min(piece, bytes.readableBytes())));
    }
  }

  private static void frame(ByteBuf out, int first, String payload) {
    byte[] bytes = payload.getBytes(StandardCharsets.ISO_8859_1);
    out.writeByte(first);
    if (bytes.length < 126) {
      out.writeByte(bytes.length);
    } else if (bytes.length < 65_536) {
      out.writeByte(126).writeShort(bytes.length);
    } else {
      out.writeByte(127).writeLong(bytes.length);
    }
    out.writeBytes(bytes);
  }

  private final class Listener implements FrameReader.Sink {
    @Override
    public void onMessage(ByteBuf bytes, int from, int to) {
      heard.add(bytes.toString(from, to - from, StandardCharsets.US_ASCII));
    }

    @Override
    public void onPing(ByteBuf bytes, int from, int to) {
      heard.add("ping:" + bytes.toString(from, to - from, StandardCharsets.US_ASCII));
    }

    @Override
    public void onClose(int code, String reason) {
      heard.add("close:" + code + " " + reason);
      reader.close();
    }

    @Override
    public void onBroken(String why) {
      heard.add(why);
      reader.close();
    }
  }
}
