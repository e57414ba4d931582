package io.carillon.gateway.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.UnsubscribeCode;
import io.carillon.gateway.filter.FilterNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.Charset;
import java.util.HexFormat;
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
        "\uFEFF{}",
        "\0{}",
        "{}\0",
        "{\"id\":11111111111111111111111111111111111111111111111111}",
        "{\"id\":1e999999999}",
        "{\"id\":-0.0}",
        "{\"id\":\"1\"}",
        "{\"id\":[]}",
        "{\"id\":Infinity}",
        "{\"id\":+1}",
        "{\"id\":0x1}",
        "{\"id\":1,\"subscribe\":{\"offset\":9223372036854775808}}",
        "{\"id\":1,\"subscribe\":{\"offset\":18446744073709551615}}",
        "{\"id\":1,\"subscribe\":{\"recover\":1}}",
        "{\"id\":1,\"subscribe\":{\"flag\":-1}}",
        "{\"id\":1,\"connect\":{\"subs\":{\"a\":1}}}",
        "{\"id\":1,\"connect\":{\"subs\":[]}}",
        "{\"id\":1,\"connect\":\"x\"}",
        "{\"id\":1,\"subscribe\":[]}",
        "{\"id\":1,\"publish\":{\"data\":{\"a\":}}}",
        "{\"id\":1,\"publish\":{\"data\":[1,]}}",
        "{\"id\":1,\"publish\":{\"data\":tru}}",
        "{\"id\":1,\"x\":\"\\ud8\"}",
        "{\"id\":1}\n{\"id\":2",
        "{\"id\":1}\nnull",
        "{\"id\":1} [] {\"id\":2}",
        "{\"id\":1},{\"id\":2}",
      })
  void whatIsNoCommandIsRefused(String message) {
    assertThrows(MalformedMessage.class, () -> decode(message));
  }

  @Test
  void deepNestingIsRefused() {
    String open = "{\"x\":".repeat(100_000);

    assertThrows(MalformedMessage.class, () -> decode("{\"x\":" + "[".repeat(100_000)));
    assertThrows(MalformedMessage.class, () -> decode(open + "1" + "}".repeat(100_000)));
    assertThrows(MalformedMessage.class, () -> decode(data("[".repeat(100) + "]".repeat(100))));
  }

  @Test
  void nestingThatPeopleUseIsTaken() {
    String nested = "[".repeat(60) + "]".repeat(60);

    assertEquals(nested, dataOf(data(nested)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
  void otherEncodingsOfUnicodeAreRefused(String encoding) {
    byte[] message = data("[1]").getBytes(Charset.forName(encoding));

    assertThrows(MalformedMessage.class, () -> CODEC.decode(Unpooled.wrappedBuffer(message)));
    assertFalse(JsonText.isValue("[1]".getBytes(Charset.forName(encoding))));
  }

  @ParameterizedTest(name = "{0} in a string")
  @ValueSource(strings = {"FF", "C3", "C080", "EDA080", "EDB080", "F4908080", "E282"})
  void bytesThatAreNoUtf8AreRefusedAndNeverEmbedded(String bytes) {
    byte[] value = HexFormat.of().parseHex("22" + bytes + "22");
    ByteBuf message =
        Unpooled.wrappedBuffer(
            "{\"id\":1,\"publish\":{\"data\":[".getBytes(UTF_8), value, "]}}".getBytes(UTF_8));

    assertThrows(MalformedMessage.class, () -> CODEC.decode(message));
    assertFalse(JsonText.isValue(value));
  }

  @Test
  void textBehindAByteOrderMarkIsNotEmbeddedAsJson() {
    Payload marked = JsonText.classify("\uFEFF{\"a\":1}".getBytes(UTF_8));

    assertEquals(Payload.Kind.TEXT, marked.kind());
    assertEquals(
        "{\"push\":{\"channel\":\"news\",\"pub\":{\"data\":\"\uFEFF{\\\"a\\\":1}\",\"time\":0}}}",
        write(out -> CODEC.encode(new Publication(NEWS, 0, marked, null, Map.of(), 0), out)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1", "-0", "1e5", "123456789012345678901234567890", "1e400", "\"\"", "\"\\ud83d\\ude00\"",
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\u2028\"", "true", "[]",
            "{\"a\":1,\"a\":2}"
      })
  void payloadIsPassedOnAsItStands(String value) {
    assertEquals(value, dataOf(data(value)));
    assertEquals(value, dataOf("{\"publish\":{\"data\": \t" + value + " \n,\"channel\":\"c\"}}"));
  }

  @Test
  void payloadThatIsNullCountsAsLeftOut() {
    assertEquals("null", dataOf(data("null")));
    assertEquals("null", dataOf("{\"publish\":{}}"));
  }

  @Test
  void commandWithoutAMethodWeKnowIsUnknownAndTheEmptyOneIsAPong() {
    assertEquals(
        List.of(new Command.Unknown(4), new Command.Unknown(0), new Command.Pong()),
        decode("{\"id\":4,\"dance\":{}} {\"dance\":1} {}"));
  }

  @Test
  void firstMethodInTheOrderOfTheReferenceServerCounts() {
    assertEquals(List.of(new Command.Ping(1)), decode("{\"id\":1,\"presence\":{},\"ping\":{}}"));
  }

  @Test
  void everyCommandIsReadWithAllThatItCarries() {
    assertEquals(
        List.of(
            new Command.Unsubscribe(1, "c"),
            new Command.Presence(2, "c"),
            new Command.PresenceStats(3, "c"),
            new Command.History(4, "c", -1, new StreamPosition("e", 7), true),
            new Command.History(5, "c", 0, null, false),
            new Command.Rpc(6, "m", null),
            new Command.Send(0, null),
            new Command.Refresh(7, "t"),
            new Command.SubRefresh(8, "c", "t")),
        decode(
            "{\"id\":1,\"unsubscribe\":{\"channel\":\"c\"}}"
                + "{\"id\":2,\"presence\":{\"channel\":\"c\"}}"
                + "{\"id\":3,\"presence_stats\":{\"channel\":\"c\"}}"
                + "{\"id\":4,\"history\":{\"channel\":\"c\",\"limit\":-1,\"reverse\":true,"
                + "\"since\":{\"epoch\":\"e\",\"offset\":7}}}"
                + "{\"id\":5,\"history\":{\"channel\":\"c\"}}"
                + "{\"id\":6,\"rpc\":{\"method\":\"m\"}}"
                + "{\"send\":{}}"
                + "{\"id\":7,\"refresh\":{\"token\":\"t\"}}"
                + "{\"id\":8,\"sub_refresh\":{\"channel\":\"c\",\"token\":\"t\"}}"));
  }

  @Test
  void connectTellsWhereTheClientStood() {
    Command.Connect connect =
        (Command.Connect)
            decode(
                    "{\"id\":1,\"connect\":{\"token\":\"t\",\"subs\":{\"a\":{\"recover\":true,"
                        + "\"epoch\":\"e\",\"offset\":9223372036854775807,\"flag\":2}}}}")
                .get(0);

    assertEquals("t", connect.token());
    assertEquals(
        Map.of(
            "a",
            new Command.SubscribeRequest(
                "a", "", true, new StreamPosition("e", Long.MAX_VALUE), null, true)),
        connect.subs());
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
  void subscribeTellsDeltaAndFilter() {
    Command.SubscribeRequest request =
        subscribe(
            "\"delta\":\"fossil\",\"tf\":{\"op\":\"and\",\"nodes\":[{\"key\":\"k\",\"cmp\":\"eq\","
                + "\"val\":\"v\"},{\"key\":\"n\",\"cmp\":\"in\",\"vals\":[\"1\",\"2\"]}]}");

    assertEquals("fossil", request.delta());
    assertEquals(
        new FilterNode(
            "and",
            "",
            "",
            "",
            List.of(),
            List.of(
                new FilterNode("", "k", "eq", "v", List.of(), List.of()),
                new FilterNode("", "n", "in", "", List.of("1", "2"), List.of()))),
        request.filter());
  }

  @Test
  void aFilterMayBeNestedAsItLikesAndIsReadNoFurtherThanItMay() {
    String deep = "{\"op\":\"not\",\"nodes\":[".repeat(30_000) + "{}" + "]}".repeat(30_000);

    FilterNode filter = subscribe("\"tf\":" + deep).filter();

    int depth = 1;
    for (; !filter.equals(FilterNode.TOO_DEEP); depth++) {
      filter = filter.nodes().get(0);
    }
    assertEquals(FilterNode.MOST_DEPTH + 1, depth);
  }

  @Test
  void nothingElseMayBeNestedAsTheFilterMay() {
    String deep = "[".repeat(100) + "]".repeat(100);

    assertThrows(MalformedMessage.class, () -> decode(data("{\"tf\":" + deep + "}")));
    assertThrows(
        MalformedMessage.class, () -> decode("{\"id\":1,\"publish\":{\"tf\":" + deep + "}}"));
    assertThrows(MalformedMessage.class, () -> subscribe("\"data\":{\"tf\":" + deep + "}"));
    assertThrows(MalformedMessage.class, () -> subscribe("\"tf\":[" + deep + "]"));
    assertThrows(
        MalformedMessage.class, () -> RawJson.object(("{\"tf\":" + deep + "}").getBytes(UTF_8)));
    assertFalse(JsonText.isValue(deep.getBytes(UTF_8)));
  }

  private static Command.SubscribeRequest subscribe(String fields) {
    Command command = decode("{\"id\":1,\"subscribe\":{\"channel\":\"c\"," + fields + "}}").get(0);
    return ((Command.Subscribe) command).request();
  }

  @Test
  void whoAskedForDeltasGetsJsonWithinAString() {
    String data = "{\"text\":\"a \\\"quoted\\\" text that stays\",\"count\":1}";
    Publication first = new Publication(NEWS, 1, Payload.json(data), null, Map.of(), 5);
    Publication second =
        new Publication(NEWS, 2, Payload.json(data.replace("1}", "2}")), null, Map.of(), 6);

    assertEquals(
        "{\"push\":{\"channel\":\"news\",\"pub\":{\"data\":\"{\\\"text\\\":\\\"a \\\\\\\"quoted"
            + "\\\\\\\" text that stays\\\",\\\"count\\\":1}\",\"offset\":1,\"time\":5}}}",
        write(out -> CODEC.encodeDelta(first, null, out)));
    assertEquals(
        "{\"push\":{\"channel\":\"news\",\"pub\":{\"data\":\"m\\nk@0,2:2}3fwDRv;\",\"delta\":true,"
            + "\"offset\":2,\"time\":6}}}",
        write(out -> CODEC.encodeDelta(second, first, out)));
  }

  @Test
  void missedPublicationsAreAChainOfDeltas() {
    Reply.SubscribeResult result =
        new Reply.SubscribeResult(
            true, true, new StreamPosition("e", 5), twoKept(), true, true, 0, null, true);

    assertEquals(
        "{\"id\":1,\"subscribe\":{\"recoverable\":true,\"epoch\":\"e\",\"publications\":["
            + "{\"data\":\"1\",\"offset\":4,\"time\":5},{\"data\":\"2\",\"offset\":5,\"time\":5}],"
            + "\"recovered\":true,\"offset\":5,\"positioned\":true,\"was_recovering\":true,"
            + "\"delta\":true}}",
        write(out -> CODEC.encode(new Reply.Subscribed(1, result), out)));
  }

  @Test
  void textAndBytesAreEmbeddedAsStrings() {
    Payload text = new Payload(Payload.Kind.TEXT, "a\"b\\\n\u2028".getBytes(UTF_8));
    Payload bytes = new Payload(Payload.Kind.BINARY, new byte[] {0, 1, 2});

    assertEquals(
        "{\"push\":{\"channel\":\"news\",\"pub\":{\"data\":\"a\\\"b\\\\\\n\u2028\",\"time\":0}}}",
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

  @Test
  void answersAreWrittenAsTheReferenceServerWritesThem() {
    assertEquals("{\"id\":6,\"publish\":{}}", reply(new Reply.Published(6)));
    assertEquals(
        "{\"id\":7,\"presence\":{\"presence\":{\"c\":{\"user\":\"u\",\"client\":\"c\","
            + "\"conn_info\":{\"a\":1},\"chan_info\":2}}}}",
        reply(
            new Reply.PresenceReply(
                7,
                Map.of(
                    "c", new ClientInfo("c", "u", Payload.json("{\"a\":1}"), Payload.json("2"))))));
    assertEquals(
        "{\"id\":7,\"presence\":{\"presence\":{}}}", reply(new Reply.PresenceReply(7, Map.of())));
    assertEquals(
        "{\"id\":8,\"presence_stats\":{\"num_clients\":3,\"num_users\":2}}",
        reply(new Reply.PresenceStatsReply(8, 3, 2)));
    assertEquals(
        "{\"id\":9,\"history\":{\"publications\":[{\"data\":1,\"offset\":4,\"time\":5},"
            + "{\"data\":2,\"offset\":5,\"time\":5}],\"epoch\":\"e\",\"offset\":5}}",
        reply(new Reply.HistoryReply(9, twoKept(), new StreamPosition("e", 5))));
    assertEquals(
        "{\"id\":9,\"history\":{\"publications\":[],\"epoch\":\"e\",\"offset\":0}}",
        reply(new Reply.HistoryReply(9, List.of(), new StreamPosition("e", 0))));
  }

  @Test
  void beginningOfASubscriptionIsWrittenAsTheReferenceServerWritesIt() {
    Reply.SubscribeResult plain =
        new Reply.SubscribeResult(
            false, false, StreamPosition.NONE, List.of(), false, false, 0, null);
    Reply.SubscribeResult recovered =
        new Reply.SubscribeResult(
            true, true, new StreamPosition("e", 5), twoKept(), true, true, 60, Payload.json("[1]"));

    assertEquals("{\"id\":2,\"subscribe\":{}}", reply(new Reply.Subscribed(2, plain)));
    assertEquals(
        "{\"id\":2,\"subscribe\":{\"expires\":true,\"ttl\":60,\"recoverable\":true,\"epoch\":\"e\",\"publications\":["
            + "{\"data\":1,\"offset\":4,\"time\":5},{\"data\":2,\"offset\":5,\"time\":5}],"
            + "\"recovered\":true,\"offset\":5,\"positioned\":true,\"data\":[1],"
            + "\"was_recovering\":true}}",
        reply(new Reply.Subscribed(2, recovered)));
    assertEquals(
        "{\"push\":{\"channel\":\"c\",\"subscribe\":{}}}",
        reply(new Reply.SubscribePush("c", plain)));
    assertEquals(
        "{\"id\":1,\"connect\":{\"client\":\"c\",\"version\":\"v\",\"expires\":true,"
            + "\"ttl\":3600,\"data\":{\"a\":1},\"subs\":{\"a\":{}},\"ping\":25,\"pong\":true,\"session\":\"s\",\"node\":\"n\"}}",
        reply(
            new Reply.Connected(
                1,
                "c",
                "v",
                3600,
                Payload.json("{\"a\":1}"),
                25,
                true,
                "s",
                "n",
                Map.of("a", plain))));
    assertEquals(
        "{\"id\":1,\"connect\":{\"client\":\"c\",\"version\":\"v\",\"session\":\"s\",\"node\":\"n\"}}",
        reply(new Reply.Connected(1, "c", "v", 0, null, 0, false, "s", "n", Map.of())));
  }

  @Test
  void refreshedClientIsToldForHowLong() {
    assertEquals(
        "{\"id\":4,\"refresh\":{\"client\":\"c\",\"version\":\"v\",\"expires\":true,\"ttl\":60}}",
        reply(new Reply.Refreshed(4, "c", "v", 60)));
    assertEquals(
        "{\"id\":4,\"sub_refresh\":{\"expires\":true,\"ttl\":60}}",
        reply(new Reply.SubRefreshed(4, 60)));
    assertEquals("{\"id\":4,\"sub_refresh\":{}}", reply(new Reply.SubRefreshed(4, 0)));
    assertEquals(
        "{\"push\":{\"refresh\":{\"expires\":true,\"ttl\":60}}}", reply(new Reply.RefreshPush(60)));
    assertEquals("{\"push\":{\"refresh\":{}}}", reply(new Reply.RefreshPush(0)));
  }

  private static List<Publication> twoKept() {
    return List.of(
        new Publication(NEWS, 4, Payload.json("1"), null, Map.of(), 5),
        new Publication(NEWS, 5, Payload.json("2"), null, Map.of(), 5));
  }

  private static String data(String value) {
    return "{\"id\":1,\"publish\":{\"channel\":\"c\",\"data\":" + value + "}}";
  }

  private static String dataOf(String message) {
    return new String(((Command.Publish) decode(message).get(0)).data().bytes(), UTF_8);
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
