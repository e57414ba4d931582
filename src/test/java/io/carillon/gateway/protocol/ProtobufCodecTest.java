package io.carillon.gateway.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.filter.FilterNode;
import io.github.centrifugal.centrifuge.internal.protocol.Protocol;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands in Protobuf, as the SDK for Java writes them, and as nobody should. */
class ProtobufCodecTest {
  private static final ProtobufCodec CODEC = new ProtobufCodec();
  private static final JsonCodec JSON = new JsonCodec();
  private static final ByteString DATA = ByteString.copyFromUtf8("{\"a\":1}");

  record Pair(String json, Protocol.Command protobuf) {}

  static Stream<Pair> sameCommands() throws InvalidProtocolBufferException {
    ByteString rejectUnrecovered = ByteString.copyFrom(new byte[] {14 << 3, 2});
    Protocol.SubscribeRequest subscribe =
        Protocol.SubscribeRequest.newBuilder()
            .setChannel("c")
            .setToken("t")
            .setRecover(true)
            .setEpoch("e")
            .setOffset(Long.MAX_VALUE)
            .setData(DATA)
            .build();
    return Stream.of(
        new Pair("{}", command(0).build()),
        new Pair("{\"id\":1,\"connect\":{}}", command(1).setConnect(connect()).build()),
        new Pair(
            "{\"id\":2,\"connect\":{\"name\":\"java\",\"version\":\"1\",\"token\":\"t\",\"data\":{\"a\":1},\"subs\":{\"\":{},\"é\":"
                + "{\"recover\":true,\"epoch\":\"e\",\"offset\":7}}}}",
            command(2)
                .setConnect(
                    connect()
                        .setToken("t")
                        .setData(DATA)
                        .setName("java")
                        .setVersion("1")
                        .putSubs("", Protocol.SubscribeRequest.getDefaultInstance())
                        .putSubs(
                            "é",
                            Protocol.SubscribeRequest.newBuilder()
                                .setRecover(true)
                                .setEpoch("e")
                                .setOffset(7)
                                .build()))
                .build()),
        new Pair(
            "{\"id\":3,\"subscribe\":{\"channel\":\"c\",\"token\":\"t\",\"recover\":true,"
                + "\"epoch\":\"e\",\"offset\":9223372036854775807,\"data\":{\"a\":1}}}",
            command(3).setSubscribe(subscribe).build()),
        new Pair(
            "{\"id\":4,\"subscribe\":{\"channel\":\"c\",\"flag\":2}}",
            command(4)
                .setSubscribe(
                    Protocol.SubscribeRequest.newBuilder()
                        .mergeFrom(rejectUnrecovered)
                        .setChannel("c"))
                .build()),
        new Pair(
            "{\"id\":5,\"unsubscribe\":{\"channel\":\"c\"}}",
            command(5)
                .setUnsubscribe(Protocol.UnsubscribeRequest.newBuilder().setChannel("c"))
                .build()),
        new Pair(
            "{\"id\":2147483647,\"publish\":{\"channel\":\"c\",\"data\":{\"a\":1}}}",
            command(Integer.MAX_VALUE)
                .setPublish(Protocol.PublishRequest.newBuilder().setChannel("c").setData(DATA))
                .build()),
        new Pair(
            "{\"id\":7,\"presence\":{\"channel\":\"c\"}}",
            command(7).setPresence(Protocol.PresenceRequest.newBuilder().setChannel("c")).build()),
        new Pair(
            "{\"id\":8,\"presence_stats\":{\"channel\":\"c\"}}",
            command(8)
                .setPresenceStats(Protocol.PresenceStatsRequest.newBuilder().setChannel("c"))
                .build()),
        new Pair(
            "{\"id\":9,\"history\":{\"channel\":\"c\",\"limit\":-1,\"reverse\":true,"
                + "\"since\":{\"epoch\":\"e\",\"offset\":3}}}",
            command(9)
                .setHistory(
                    Protocol.HistoryRequest.newBuilder()
                        .setChannel("c")
                        .setLimit(-1)
                        .setReverse(true)
                        .setSince(Protocol.StreamPosition.newBuilder().setEpoch("e").setOffset(3)))
                .build()),
        new Pair(
            "{\"id\":10,\"history\":{\"channel\":\"c\"}}",
            command(10).setHistory(Protocol.HistoryRequest.newBuilder().setChannel("c")).build()),
        new Pair(
            "{\"id\":11,\"ping\":{}}",
            command(11).setPing(Protocol.PingRequest.getDefaultInstance()).build()),
        new Pair(
            "{\"send\":{\"data\":{\"a\":1}}}",
            command(0).setSend(Protocol.SendRequest.newBuilder().setData(DATA)).build()),
        new Pair(
            "{\"id\":12,\"rpc\":{\"method\":\"m\",\"data\":{\"a\":1}}}",
            command(12)
                .setRpc(Protocol.RPCRequest.newBuilder().setMethod("m").setData(DATA))
                .build()),
        new Pair(
            "{\"id\":13,\"refresh\":{\"token\":\"t\"}}",
            command(13).setRefresh(Protocol.RefreshRequest.newBuilder().setToken("t")).build()),
        new Pair(
            "{\"id\":14,\"sub_refresh\":{\"channel\":\"c\",\"token\":\"t\"}}",
            command(14)
                .setSubRefresh(
                    Protocol.SubRefreshRequest.newBuilder().setChannel("c").setToken("t"))
                .build()),
        new Pair("{\"id\":15}", command(15).build()));
  }

  @ParameterizedTest
  @MethodSource("sameCommands")
  void commandIsTheSameInBothForms(Pair pair) {
    assertEquals(
        SpelledOut.of(JSON.decode(Unpooled.wrappedBuffer(pair.json.getBytes(UTF_8)))),
        SpelledOut.of(decode(pair.protobuf)));
  }

  @Test
  void commandsFollowEachOtherInOneMessage() {
    List<Command> commands =
        decode(
            command(1).setPing(Protocol.PingRequest.getDefaultInstance()).build(),
            command(0).build(),
            command(3).setPing(Protocol.PingRequest.getDefaultInstance()).build());

    assertEquals(List.of(new Command.Ping(1), new Command.Pong(), new Command.Ping(3)), commands);
  }

  @ParameterizedTest
  @CsvSource({"7B7D, JSON", "31, JSON", "7B0A7D, BINARY", "00FF, BINARY", "'', BINARY"})
  void publishedBytesStayAsTheyAreAndAreJsonIfTheyLookLikeIt(String hex, Payload.Kind kind) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    Protocol.PublishRequest request =
        Protocol.PublishRequest.newBuilder().setData(ByteString.copyFrom(bytes)).build();

    Payload data = ((Command.Publish) decode(command(1).setPublish(request).build()).get(0)).data();

    assertArrayEquals(bytes, data.bytes());
    assertEquals(kind, data.kind());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "unknown varint,          F801 01",
    "unknown varint of ten,   F801 FFFFFFFFFFFFFFFFFF01",
    "unknown number,          BD01 00000000",
    "unknown long number,     B901 0000000000000000",
    "unknown bytes,           BA01 03 FFFFFF",
    "unknown bytes of none,   BA01 00",
    "highest number,          FAFFFFFF0F 01 00",
    "method of version one,   10 01",
    "id twice,                08 04 08 01",
    "id of three bytes,       08 818000",
    "ping twice,              5A 00",
  })
  void whatIsUnknownIsPassedOverAndTheLastOfTwoCounts(String what, String hex) {
    byte[] message = bytes("08 01 5A 00" + hex);

    assertEquals(List.of(new Command.Ping(1)), decode(delimited(message)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "nothing,                       ''",
    "length without end,            80",
    "length of two without end,     FF80",
    "longer than what is there,     05 0801",
    "twice longer,                  02 0801 02 08",
    "length is negative,            FFFFFFFFFFFFFFFFFF01 0801",
    "length is huge,                FFFFFFFF07 0801",
    "length is huger,               808080808001 0801",
    "length over 64 bits,           FFFFFFFFFFFFFFFFFF02 0801",
    "length of eleven bytes,        8080808080808080808000",
    "tag without end,               01 80",
    "field of no number,            02 0001",
    "number over 29 bits,           06 8080808010 00",
    "tag over 64 bits,              0B 8080808080808080808001",
    "id without value,              01 08",
    "id without end,                02 0880",
    "id without end in front,       02 0880 02 0801",
    "id over 31 bits,               06 088080808008",
    "id over 32 bits,               06 08FFFFFFFF1F",
    "id is negative,                0B 08FFFFFFFFFFFFFFFFFF01",
    "id over 64 bits,               0B 08FFFFFFFFFFFFFFFFFF02",
    "id is bytes,                   02 0A00",
    "id is a number,                05 0D00000000",
    "id is a long number,           09 090000000000000000",
    "connect is no message,         02 2001",
    "connect is longer than it,     02 2205",
    "connect is cut,                04 2202 08 01",
    "connect holds no fields,       04 2202 0000",
    "token is a varint,             04 2202 0801",
    "token is no utf-8,             05 2203 0A01FF",
    "token is a surrogate,          07 2205 0A03EDA080",
    "token is overlong,             06 2204 0A02C080",
    "token is cut,                  05 2203 0A02 C3",
    "data is a varint,              04 2202 1001",
    "subs are a varint,             04 2202 1801",
    "sub is a varint,               06 2204 1A021001",
    "channel of a sub is no utf-8,  07 2205 1A030A01FF",
    "sub is cut,                    06 2204 1A021205",
    "group begins,                  04 2202 0B0C",
    "group ends,                    01 0C",
    "type that is none,             02 0E00",
    "type that is none either,      02 0F00",
    "number is cut,                 04 F5010000",
    "long number is cut,            08 F101000000000000",
    "subscribe: channel a varint,   04 2A02 0801",
    "subscribe: recover is bytes,   04 2A02 1A00",
    "subscribe: offset negative,    0D 2A0B 38FFFFFFFFFFFFFFFFFF01",
    "subscribe: flag is bytes,      04 2A02 7200",
    "history: limit over 32 bits,   08 5206 38FFFFFFFF1F",
    "history: since is a varint,    04 5202 4001",
    "history: reverse is bytes,     04 5202 4A00",
    "good one and a bad one,        02 0801 02 08",
    "good one and the end of one,   02 0801 7F",
  })
  void whatIsNoCommandIsRefused(String what, String hex) {
    assertThrows(MalformedMessage.class, () -> decode(bytes(hex)));
  }

  @Test
  void numbersAtTheirBoundsAreTaken() {
    Command.Subscribe subscribe =
        (Command.Subscribe) decode(delimited(bytes("2A0C 38 FFFFFFFFFFFFFFFF7F 0A00"))).get(0);

    assertEquals(new StreamPosition("", Long.MAX_VALUE), subscribe.request().position());
    assertEquals(
        List.of(new Command.Unknown(Integer.MAX_VALUE)), decode(delimited(bytes("08FFFFFFFF07"))));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 20_000})
  void manyTinyCommandsAreAllRead(int count) {
    assertEquals(count, decode(new byte[count]).size());
    assertEquals(count, decode(bytes("020801".repeat(count))).size());
  }

  @Test
  void fieldThatComesManyTimesIsReadOnce() {
    byte[] message = bytes("0801".repeat(20_000));

    assertEquals(List.of(new Command.Unknown(1)), decode(delimited(message)));
  }

  @Test
  void lastOfTwoSubscriptionsOfOneNameCounts() {
    String first = "1A07 0A0161 12021801";
    String second = "1A05 0A0161 1200";
    Command.Connect connect =
        (Command.Connect) decode(delimited(bytes("2210" + first + second))).get(0);

    assertEquals(
        Map.of("a", new Command.SubscribeRequest("a", "", false, StreamPosition.NONE, null, false)),
        connect.subs());
  }

  @Test
  void subscribeTellsDeltaAndFilter() {
    String k = "320C 12016B 1A026571 220176 2A00"; // {k eq v}, and an empty one of many values
    String n = "320A 12016E 1A02696E 2A0131"; // {n in 1}
    Command.Subscribe subscribe =
        (Command.Subscribe)
            decode(delimited(bytes("0801 2A29 6206666F7373696C 6A1F 0A03616E64" + k + n))).get(0);

    assertEquals("fossil", subscribe.request().delta());
    assertEquals(
        new FilterNode(
            "and",
            "",
            "",
            "",
            List.of(),
            List.of(
                new FilterNode("", "k", "eq", "v", List.of(""), List.of()),
                new FilterNode("", "n", "in", "", List.of("1"), List.of()))),
        subscribe.request().filter());
  }

  @Test
  void aFilterIsReadNoDeeperThanItMayBe() throws IOException {
    ByteString filter = ByteString.EMPTY;
    for (int i = 0; i < 1_000; i++) {
      filter = field(6, filter);
    }
    Command.Subscribe subscribe =
        (Command.Subscribe) decode(delimited(field(5, field(13, filter)).toByteArray())).get(0);

    int depth = 0;
    for (FilterNode node = subscribe.request().filter();
        !node.equals(FilterNode.TOO_DEEP);
        node = node.nodes().get(0)) {
      depth++;
    }
    assertEquals(FilterNode.MOST_DEPTH, depth);
  }

  private static ByteString field(int number, ByteString value) throws IOException {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeBytes(number, value);
    out.flush();
    return bytes.toByteString();
  }

  private static Protocol.Command.Builder command(int id) {
    return Protocol.Command.newBuilder().setId(id);
  }

  private static Protocol.ConnectRequest.Builder connect() {
    return Protocol.ConnectRequest.newBuilder();
  }

  private static List<Command> decode(Protocol.Command... commands) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    try {
      for (Protocol.Command command : commands) {
        command.writeDelimitedTo(message);
      }
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return decode(message.toByteArray());
  }

  private static List<Command> decode(byte[] message) {
    return CODEC.decode(Unpooled.wrappedBuffer(message));
  }

  private static byte[] delimited(byte[] message) {
    ByteArrayOutputStream delimited = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(delimited);
      out.writeByteArrayNoTag(message);
      out.flush();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return delimited.toByteArray();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
