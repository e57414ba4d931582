package io.carillon.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.Frame;
import io.carillon.gateway.testkit.RawWebSocket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of others, in pieces of every size, as a watcher sees them. */
class MessageWatcherTest {
  private static final int FIN = 0x80;
  private static final int COMPRESSED = 0x40;

  private final List<String> shown = new ArrayList<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1_000})
  void eachMessageIsShownOnceHoweverItComes(int piece) {
    fromClient(FIN | Frame.TEXT, "5");
    fromClient(FIN | Frame.PING, "alive");
    fromClient(Frame.TEXT, "");
    fromClient(0, "40/adm");
    fromClient(FIN | Frame.PING, "alive");
    fromClient(FIN, "in,");
    fromClient(FIN | Frame.BINARY, "bytes");
    fromClient(FIN | COMPRESSED | Frame.TEXT, "nobody can read that");
    fromClient(FIN | Frame.TEXT, "x".repeat(70_000));
    fromClient(FIN | Frame.BINARY, "");
    FrameBoundary frames = new FrameBoundary(true);
    frames.watch(this::show);

    feed(frames, piece);

    assertEquals(List.of("t 5", "t 40/admin,", "b bytes", "t " + "x".repeat(256), "b "), shown);
    assertEquals(6, frames.messages());
  }

  @Test
  void nothingIsBetweenAMessageAndThoseThatBelongToIt() {
    fromServer(FIN | Frame.TEXT, "452-[\"two\"]");
    fromServer(FIN | Frame.BINARY, "one");
    fromServer(FIN | Frame.PING, "");
    fromServer(FIN | Frame.BINARY, "two");
    int free = bytes.size();
    fromServer(FIN | Frame.TEXT, "2");
    FrameBoundary frames = new FrameBoundary(false);
    frames.watch(this::show);

    List<Integer> between = new ArrayList<>();
    byte[] all = bytes.toByteArray();
    for (int i = 0; i < all.length; i++) {
      frames.advance(Unpooled.wrappedBuffer(all, i, 1));
      if (frames.isBetweenMessages()) {
        between.add(i + 1);
      }
    }

    assertEquals(List.of(free, all.length), between);
    assertEquals(List.of("t 452-[\"two\"]", "b one", "b two", "t 2"), shown);
  }

  @Test
  void theFirstBoundaryIsBehindTheLastThatBelongsToTheMessage() {
    fromServer(FIN | Frame.TEXT, "451-");
    fromServer(FIN | Frame.BINARY, "one");
    int free = bytes.size();
    fromServer(FIN | Frame.TEXT, "2");
    FrameBoundary frames = new FrameBoundary(false);
    frames.watch(this::show);

    assertEquals(free, frames.advanceToBoundary(Unpooled.wrappedBuffer(bytes.toByteArray())));
  }

  private int show(boolean text, byte[] head, int length) {
    String start = new String(head, 0, length, UTF_8);
    shown.add((text ? "t " : "b ") + start);
    return start.startsWith("45") ? start.charAt(2) - '0' : 0;
  }

  private void feed(FrameBoundary frames, int piece) {
    ByteBuf all = Unpooled.wrappedBuffer(bytes.toByteArray());
    IntStream.iterate(0, at -> at < all.readableBytes(), at -> at + piece)
        .forEach(at -> frames.advance(all.slice(at, Math.min(piece, all.readableBytes() - at))));
  }

  private void fromClient(int first, String payload) {
    bytes.writeBytes(RawWebSocket.frame(first, payload.getBytes(UTF_8)));
  }

  private void fromServer(int first, String payload) {
    bytes.write(first);
    bytes.write(payload.length());
    bytes.writeBytes(payload.getBytes(UTF_8));
  }
}
