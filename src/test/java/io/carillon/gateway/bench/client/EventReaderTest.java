package io.carillon.gateway.bench.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
  private static final int CHUNK = 1 << 20;

  private final List<String> heard = new ArrayList<>();
  private final EventReader reader = new EventReader(new Listener());

  @AfterEach
  void close() {
    reader.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 1000})
  void eventsComeWholeInWhateverPieces(int piece) {
    byte[] stream =
        "id: 1\ndata: one\n\nid: 2\r\ndata: two\r\n\r\n".getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < stream.length; at += piece) {
      reader.read(Unpooled.wrappedBuffer(stream, at, Math.min(piece, stream.length - at)));
    }

    assertEquals(List.of("id: 1\ndata: one\n", "id: 2\r\ndata: two\r\n"), heard);
  }

  @Test
  void anEventWithoutAnEndIsNotKeptForEver() {
    ByteBuf chunk = Unpooled.wrappedBuffer(new byte[CHUNK]);
    for (int i = 0; i < 34 && heard.isEmpty(); i++) {
      reader.read(chunk);
    }

    assertEquals(List.of("broken: the server sent an event of more than 33554432 bytes"), heard);
  }

  private final class Listener implements EventReader.Sink {
    @Override
    public void onMessage(ByteBuf bytes, int from, int to) {
      heard.add(bytes.toString(from, to - from, StandardCharsets.UTF_8));
    }

    @Override
    public void onBroken(String why) {
      heard.add("broken: " + why);
    }
  }
}
