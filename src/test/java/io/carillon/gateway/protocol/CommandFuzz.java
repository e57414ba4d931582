package io.carillon.gateway.protocol;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.testkit.FuzzSeed;
import io.netty.buffer.Unpooled;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever text comes: commands, or a malformed message; payloads are JSON in one line. */
@Tag("fuzz")
@Timeout(600)
class CommandFuzz {
  private static final int INPUTS = FuzzSeed.inputs();
  private static final List<String> GOOD =
      List.of(
          "{\"id\":1,\"connect\":{\"token\":\"t\",\"subs\":{\"a\":{\"recover\":true}}}}",
          "{\"id\":2,\"subscribe\":{\"channel\":\"a:b\",\"recover\":true,\"epoch\":\"x\","
              + "\"offset\":12,\"flag\":2}}",
          "{\"id\":3,\"publish\":{\"channel\":\"é\",\"data\":{\"a\":[1.5e3,null,\"\\u00e9\"]}}}\n"
              + "{\"id\":4,\"ping\":{}}",
          "{\"id\":5,\"history\":{\"channel\":\"c\",\"limit\":-1,\"since\":{\"epoch\":\"e\","
              + "\"offset\":3},\"reverse\":true}}",
          "{\"id\":6,\"rpc\":{\"method\":\"m\",\"data\":[]}} {}",
          "{\"id\":7,\"presence_stats\":{\"channel\":\"c\"}}",
          "{\"send\":{\"data\":\"\uD83D\uDE00\"}}");

  /** That the parser below would take, and a WebSocket's UTF-8 validator too. */
  private static final List<Charset> ENCODINGS =
      List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, Charset.forName("UTF-32LE"));

  private static final byte[] SPICE =
      "{}[]:,\"\\ue-.019 \n\r\t\0/*'truenlafs\u007F".getBytes(StandardCharsets.ISO_8859_1);

  private final JsonCodec codec = new JsonCodec();

  @Test
  void everyTextIsReadOrRefused() {
    SplittableRandom random = FuzzSeed.random(CommandFuzz.class);
    int read = 0;
    for (int i = 0; i < INPUTS; i++) {
      Charset charset =
          random.nextInt(50) == 0
              ? ENCODINGS.get(random.nextInt(ENCODINGS.size()))
              : StandardCharsets.UTF_8;
      byte[] text = mutate(GOOD.get(random.nextInt(GOOD.size())).getBytes(charset), random);
      try {
        for (Command command : codec.decode(Unpooled.wrappedBuffer(text))) {
          assertTrue(command.id() >= 0);
          check(payload(command));
          read++;
        }
      } catch (MalformedMessage refusal) {
        assertTrue(!refusal.getMessage().isEmpty());
      } catch (RuntimeException | AssertionError | StackOverflowError bug) {
        fail("input=" + HexFormat.of().formatHex(text), bug);
      }
    }
    assertTrue(read > INPUTS / 20, read + " read: the mutations are too wild");
  }

  private static Payload payload(Command command) {
    return command instanceof Command.Publish publish
        ? publish.data()
        : command instanceof Command.Rpc rpc ? rpc.data() : null;
  }

  private static void check(Payload payload) {
    if (payload != null) {
      String text = new String(payload.bytes(), StandardCharsets.UTF_8);
      assertTrue(text.indexOf('\n') < 0 && text.indexOf('\r') < 0);
      assertTrue(JsonText.isValue(payload.bytes()), text);
    }
  }

  private static byte[] mutate(byte[] good, SplittableRandom random) {
    byte[] text = good.clone();
    for (int n = random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(text.length);
      switch (random.nextInt(4)) {
        case 0 -> text[at] = SPICE[random.nextInt(SPICE.length)];
        case 1 -> text[at] = (byte) random.nextInt(256);
        case 2 -> text = splice(text, at, good, random.nextInt(good.length));
        default -> text = splice(text, at, text, Math.min(text.length, at + random.nextInt(4)));
      }
    }
    return text;
  }

  // The head of one with the tail of the other.
  private static byte[] splice(byte[] head, int to, byte[] tail, int from) {
    byte[] spliced = new byte[Math.max(1, to + tail.length - from)];
    System.arraycopy(head, 0, spliced, 0, to);
    System.arraycopy(tail, from, spliced, to, tail.length - from);
    return spliced;
  }
}
