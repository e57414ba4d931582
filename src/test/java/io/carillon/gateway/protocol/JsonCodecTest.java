package io.carillon.gateway.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.UnsubscribeCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {
  private static final JsonCodec CODEC = new JsonCodec();
  private static final Channel NEWS = new Channel("news");

  @Test
  void commandsFollowEachOtherWithAnyBlanksBetween() {
    List<Command> commands =
        decode("{\"id\":1,\"ping\":{}}\n\n {\"id\":2,\"ping\":{}}{\"id\":3,\"ping\":{}}\r\n");

    assertEquals(List.of(1, 2, 3), commands.stream().map(Command::id).toList());
  }

  @Test
  void payloadKeepsItsBytes() {
    String data = "{\"n\": 1.50e3,\t\"é\":\"\\u00e9\\n\", \"big\":123456789012345678901234567890}";
    Command.Publish publish =
        (Command.Publish)
            decode("{\"publish\":{\"data\":" + data + ",\"channel\":\"news\"},\"id\":7}").get(0);

    assertEquals("news", publish.channel());
    assertEquals(data, new String(publish.data().bytes(), UTF_8));
  }

  @Test
  void payloadOverSeveralLinesBecomesOneLine() {
    Command.Publish publish =
        (Command.Publish)
            decode("{\"id\":1,\"publish\":{\"channel\":\"c\",\"data\":[1,\r\n2]}}").get(0);

    assertEquals("[1,  2]", new String(publish.data().bytes(), UTF_8));
  }

  @Test
  void unknownFieldsAreOverlookedAndTheLastOfTwoCounts() {
    Command.Subscribe subscribe =
        (Command.Subscribe)
            decode(
                    "{\"id\":1,\"x\":[{}],\"subscribe\":{\"channel\":\"a\",\"y\":null,"
                        + "\"channel\":\"b\",\"recover\":true,\"epoch\":\"e\",\"offset\":5}}")
                .get(0);

    assertEquals("b", subscribe.request().channel());
    assertEquals(new StreamPosition("e", 5), subscribe.request().position());
  }

  @Test
  void escapedNamesAreTheSameNames() {
    assertEquals(9, decode("{\"\\u0069d\":9,\"p\\u0069ng\":{}}").get(0).id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "x",
        "\"x\"",
        "[{}]",
        "{",
        "{}}",
        "{} x",
        "{'id':1}",
        "{id:1}",
        "{\"id\":1,}",
        "{\"id\":01}",
        "{\"id\":1.0}",
        "{\"id\":1e3}",
        "{\"id\":true}",
        "{\"id\":NaN}",
        "{\"id\":-1}",
        "{\"id\":2147483648}",
        "{\"id\":1,\"ping\":1}",
        "{\"id\":1,\"publish\":{\"channel\":[]}}",
        "{\"id\":1,\"history\":{\"limit\":9999999999}}",
        "{\"id\":1,\"history\":{\"since\":{\"offset\":-1}}}",
        "{\"id\":1,\"x\":\"\\q\"}",
        "{\"id\":1,\"x\":\"\\u12\"}",
        "{\"id\":1,\"x\":\"\n\"}",
        "/* no */ {}",
      })
  void whatIsNoCommandIsRefused(String message) {
    assertThrows(MalformedMessage.class, () -> decode(message));
  }

  @Test
  void deepNestingIsRefused() {
    assertThrows(MalformedMessage.class, () -> decode("{\"x\":" + "[".repeat(100_000)));
  }

  @Test
  void loneSurrogateInAnEscapeDoesNotBreakTheReply() {
    Command command = decode("{\"id\":1,\"subscribe\":{\"channel\":\"\\ud800\"}}").get(0);

    assertEquals("\ud800", ((Command.Subscribe) command).request().channel());
  }

  @Test
  void publicationIsWrittenInOneLineWithoutWhatIsEmpty() {
    Publication plain = new Publication(NEWS, 0, Payload.json("{\"a\":1}"), null, Map.of(), 5);
    Publication full =
        new Publication(
            NEWS,
            7,
            Payload.json("1"),
            new ClientInfo("c", "u", null, null),
            Map.of("k", "v\""),
            5);

    assertEquals(
        "{\"push\":{\"channel\":\"news\",\"pub\":{\"data\":{\"a\":1},\"time\":5}}}",
        write(out -> CODEC.encode(plain, out)));
    assertEquals(
        "{\"push\":{\"channel\":\"news\",\"pub\":{\"data\":1,\"info\":{\"user\":\"u\",\"client\":"
            + "\"c\"},\"offset\":7,\"tags\":{\"k\":\"v\\\"\"},\"time\":5}}}",
        write(out -> CODEC.encode(full, out)));
  }

  @Test
  void textAndBytesAreEmbeddedAsStrings() {
    Payload text = new Payload(Payload.Kind.TEXT, "a\"b\\\n\u2028".getBytes(UTF_8));
    Payload bytes = new Payload(Payload.Kind.BINARY, new byte[] {0, 1, 2});

    assertEquals(
        "{\"push\":{\"channel\":\"news\",\"pub\":{\"data\":\"a\\\"b\\\\\\u000a\u2028\",\"time\":0}}}",
        write(out -> CODEC.encode(new Publication(NEWS, 0, text, null, Map.of(), 0), out)));
    assertEquals(
        "{\"push\":{\"channel\":\"news\",\"pub\":{\"data\":\"AAEC\",\"time\":0}}}",
        write(out -> CODEC.encode(new Publication(NEWS, 0, bytes, null, Map.of(), 0), out)));
  }

  @Test
  void joinAndLeaveCarryWhoItWas() {
    ClientInfo info = new ClientInfo("c", "", null, null);

    assertEquals(
        "{\"push\":{\"channel\":\"news\",\"join\":{\"info\":{\"user\":\"\",\"client\":\"c\"}}}}",
        write(out -> CODEC.encode(new ChannelEvent.Joined(NEWS, info), out)));
    assertEquals(
        "{\"push\":{\"channel\":\"news\",\"leave\":{\"info\":{\"user\":\"\",\"client\":\"c\"}}}}",
        write(out -> CODEC.encode(new ChannelEvent.Left(NEWS, info), out)));
  }

  @Test
  void repliesAreWrittenAsTheReferenceServerWritesThem() {
    assertEquals(
        "{\"id\":3,\"error\":{\"code\":103,\"message\":\"permission denied\"}}",
        reply(new Reply.Failure(3, ErrorCode.PERMISSION_DENIED)));
    assertEquals(
        "{\"id\":3,\"error\":{\"code\":100,\"message\":\"internal server error\","
            + "\"temporary\":true}}",
        reply(new Reply.Failure(3, ErrorCode.INTERNAL)));
    assertEquals(
        "{\"push\":{\"channel\":\"c\",\"unsubscribe\":{\"code\":2000,"
            + "\"reason\":\"server unsubscribe\"}}}",
        reply(new Reply.UnsubscribePush("c", UnsubscribeCode.SERVER)));
    assertEquals("{\"id\":4,\"ping\":{}}", reply(new Reply.Pong(4)));
    assertEquals("{\"id\":5,\"unsubscribe\":{}}", reply(new Reply.Unsubscribed(5)));
    assertEquals("{}", reply(new Reply.Ping()));
  }

  private static List<Command> decode(String message) {
    return CODEC.decode(Unpooled.wrappedBuffer(message.getBytes(UTF_8)));
  }

  private static String reply(Reply reply) {
    return write(out -> CODEC.encode(reply, out));
  }

  private static String write(Consumer<ByteBuf> writer) {
    ByteBuf out = Unpooled.buffer();
    writer.accept(out);
    return out.toString(UTF_8);
  }
}
