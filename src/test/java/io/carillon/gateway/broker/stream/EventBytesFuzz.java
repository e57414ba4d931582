package io.carillon.gateway.broker.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.testkit.FuzzSeed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What comes over the bus, whole and broken: it is read as it was, or refused, and nothing else.
 */
@Tag("fuzz")
class EventBytesFuzz {
  private static final int INPUTS = FuzzSeed.inputs();
  private static final List<Payload.Kind> KINDS = List.of(Payload.Kind.values());

  private final Channel channel = new Channel("fuzz");
  private final SplittableRandom random = FuzzSeed.random(EventBytesFuzz.class);

  @Test
  void anyBytesAreAnEventOrRefused() throws IOException {
    int whole = 0;
    for (int i = 0; i < INPUTS; i++) {
      byte[] bytes = bytes(anyEvent());
      assertEquals(bytes.length, bytes(read(bytes)).length);
      try {
        read(broken(bytes));
        whole++;
      } catch (IOException refused) {
        assertEquals(true, refused.getMessage() == null || refused.getMessage().length() < 200);
      }
    }
    assertEquals(true, whole < INPUTS);
  }

  private byte[] broken(byte[] bytes) {
    byte[] broken = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    for (int i = random.nextInt(4); i > 0 && broken.length > 0; i--) {
      broken[random.nextInt(broken.length)] = (byte) random.nextInt();
    }
    return broken;
  }

  private ChannelEvent anyEvent() {
    return switch (random.nextInt(3)) {
      case 0 -> new ChannelEvent.Joined(channel, info());
      case 1 -> new ChannelEvent.Left(channel, info());
      default ->
          new Publication(
              channel,
              random.nextLong(),
              payload(),
              random.nextBoolean() ? info() : null,
              random.nextBoolean() ? Map.of("key", "\u00e4", "", "x") : Map.of(),
              random.nextLong());
    };
  }

  private ClientInfo info() {
    return new ClientInfo("client", "", random.nextBoolean() ? payload() : null, null);
  }

  private Payload payload() {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return new Payload(KINDS.get(random.nextInt(KINDS.size())), bytes);
  }

  private ChannelEvent read(byte[] bytes) throws IOException {
    return EventBytes.read(channel, new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  private static byte[] bytes(ChannelEvent event) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    EventBytes.write(event, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
