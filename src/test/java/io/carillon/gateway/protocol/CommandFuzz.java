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

/** Whatever comes: commands, or a malformed message; payloads of text are JSON in one line. */
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
          "{\"id\":8,\"subscribe\":{\"channel\":\"a\",\"delta\":\"fossil\",\"tf\":{\"op\":\"and\","
              + "\"nodes\":[{\"key\":\"k\",\"cmp\":\"in\",\"vals\":[\"v\",\"w\"]}]}}}",
          "{\"id\":7,\"presence_stats\":{\"channel\":\"c\"}}",
          "{\"send\":{\"data\":\"\uD83D\uDE00\"}}");

  /** That the parser below would take, and a WebSocket's UTF-8 validator too. */
  private static final List<Charset> ENCODINGS =
      List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, Charset.forName("UTF-32LE"));

  private static final byte[] SPICE =
      "{}[]:,\"\\ue-.019 \n\r\t\0/*'truenlafs\u007F".getBytes(StandardCharsets.ISO_8859_1);

  /** In Protobuf, the same but for their payloads, which are any bytes. */
  private static final List<String> GOOD_BYTES =
      List.of(
          "15 0801 2211 0A0174 1A0C 0A0161 1207 1801 320178 3802",
          "12 0802 2A0E 0A03613A62 1801 320178 380C 7002",
          "0D 0803 3A09 0A02C3A9 1203 00FF0A 04 0804 5A00",
          "14 0805 5210 0A0163 38FFFFFFFFFFFFFFFFFF01 4801",
          "0A 0806 6A06 0A0131 12016D 00",
          "07 0807 4A03 0A0163",
          "22 0808 2A1E 6206666F7373696C 6A14 0A036E6F74 320D 12016B 1A02696E 2A0131 2A0132");

  private static final byte[] BYTE_SPICE =
      HexFormat.of().parseHex("00010203050A1222" + "3A6A7F80FF08101820");

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
      byte[] text = mutate(GOOD.get(random.nextInt(GOOD.size())).getBytes(charset), SPICE, random);
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

  @Test
  void everyBinaryMessageIsReadOrRefused() {
    SplittableRandom random = FuzzSeed.random(CommandFuzz.class);
    ProtobufCodec protobuf = new ProtobufCodec();
    int read = 0;
    for (int i = 0; i < INPUTS; i++) {
      String good = GOOD_BYTES.get(random.nextInt(GOOD_BYTES.size())).replace(" ", "");
      byte[] bytes = mutate(HexFormat.of().parseHex(good), BYTE_SPICE, random);
      try {
        for (Command command : protobuf.decode(Unpooled.wrappedBuffer(bytes))) {
          assertTrue(command.id() >= 0);
          Payload payload = payload(command);
          if (payload != null && payload.kind() == Payload.Kind.JSON) {
            check(payload);
          }
          read++;
        }
      } catch (MalformedMessage refusal) {
        assertTrue(!refusal.getMessage().isEmpty());
      } catch (RuntimeException | AssertionError | StackOverflowError bug) {
        fail("input=" + HexFormat.of().formatHex(bytes), bug);
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

  private static byte[] mutate(byte[] good, byte[] spice, SplittableRandom random) {
    byte[] text = good.clone();
    for (int n = random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(text.length);
      switch (random.nextInt(4)) {
        case 0 -> text[at] = spice[random.nextInt(spice.length)];
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
