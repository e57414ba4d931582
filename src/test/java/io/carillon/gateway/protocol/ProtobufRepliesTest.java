package io.carillon.gateway.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.ClientInfo;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.UnsubscribeCode;
import io.carillon.gateway.testkit.FossilReader;
import io.github.centrifugal.centrifuge.internal.protocol.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What we write is what the SDK for Java reads, with classes generated from its own schema. */
class ProtobufRepliesTest {
  private static final ProtobufCodec CODEC = new ProtobufCodec();
  private static final Channel NEWS = new Channel("news");
  private static final ClientInfo WHO =
      new ClientInfo("c", "u", Payload.json("{\"é\":1}"), Payload.json("2"));
  private static final Protocol.ClientInfo READ_WHO =
      Protocol.ClientInfo.newBuilder()
          .setClient("c")
          .setUser("u")
          .setConnInfo(ByteString.copyFromUtf8("{\"é\":1}"))
          .setChanInfo(ByteString.copyFromUtf8("2"))
          .build();
  private static final Reply.SubscribeResult PLAIN =
      new Reply.SubscribeResult(
          false, false, StreamPosition.NONE, List.of(), false, false, 0, null);
  private static final Reply.SubscribeResult RECOVERED =
      new Reply.SubscribeResult(
          true, true, new StreamPosition("e", 5), twoKept(), true, true, 60, Payload.json("[1]"));
  private static final Protocol.SubscribeResult READ_RECOVERED =
      Protocol.SubscribeResult.newBuilder()
          .setRecoverable(true)
          .setPositioned(true)
          .setEpoch("e")
          .setOffset(5)
          .addAllPublications(readTwoKept())
          .setWasRecovering(true)
          .setRecovered(true)
          .setExpires(true)
          .setTtl(60)
          .setData(ByteString.copyFromUtf8("[1]"))
          .build();

  record Pair(Reply reply, Protocol.Reply read) {}

  static Stream<Pair> replies() {
    return Stream.of(
        new Pair(
            new Reply.Failure(3, ErrorCode.INTERNAL),
            reply(3)
                .setError(
                    Protocol.Error.newBuilder()
                        .setCode(100)
                        .setMessage("internal server error")
                        .setTemporary(true))
                .build()),
        new Pair(
            new Reply.Connected(
                1,
                "c",
                "v",
                3600,
                Payload.json("2"),
                25,
                true,
                "s",
                "n",
                Map.of("a", PLAIN, "b", RECOVERED)),
            reply(1)
                .setConnect(
                    Protocol.ConnectResult.newBuilder()
                        .setClient("c")
                        .setVersion("v")
                        .setExpires(true)
                        .setTtl(3600)
                        .setData(ByteString.copyFromUtf8("2"))
                        .setPing(25)
                        .setPong(true)
                        .setSession("s")
                        .setNode("n")
                        .putSubs("a", Protocol.SubscribeResult.getDefaultInstance())
                        .putSubs("b", READ_RECOVERED))
                .build()),
        new Pair(
            new Reply.Subscribed(2, PLAIN),
            reply(2).setSubscribe(Protocol.SubscribeResult.getDefaultInstance()).build()),
        new Pair(new Reply.Subscribed(2, RECOVERED), reply(2).setSubscribe(READ_RECOVERED).build()),
        new Pair(
            new Reply.Unsubscribed(5),
            reply(5).setUnsubscribe(Protocol.UnsubscribeResult.getDefaultInstance()).build()),
        new Pair(
            new Reply.Published(Integer.MAX_VALUE),
            reply(Integer.MAX_VALUE)
                .setPublish(Protocol.PublishResult.getDefaultInstance())
                .build()),
        new Pair(
            new Reply.PresenceReply(7, Map.of("c", WHO, "d", new ClientInfo("d", "", null, null))),
            reply(7)
                .setPresence(
                    Protocol.PresenceResult.newBuilder()
                        .putPresence("c", READ_WHO)
                        .putPresence("d", Protocol.ClientInfo.newBuilder().setClient("d").build()))
                .build()),
        new Pair(
            new Reply.PresenceReply(7, Map.of()),
            reply(7).setPresence(Protocol.PresenceResult.getDefaultInstance()).build()),
        new Pair(
            new Reply.PresenceStatsReply(8, 300, 2),
            reply(8)
                .setPresenceStats(
                    Protocol.PresenceStatsResult.newBuilder().setNumClients(300).setNumUsers(2))
                .build()),
        new Pair(
            new Reply.HistoryReply(9, twoKept(), new StreamPosition("e", Long.MAX_VALUE)),
            reply(9)
                .setHistory(
                    Protocol.HistoryResult.newBuilder()
                        .setEpoch("e")
                        .setOffset(Long.MAX_VALUE)
                        .addAllPublications(readTwoKept()))
                .build()),
        new Pair(
            new Reply.Pong(4), reply(4).setPing(Protocol.PingResult.getDefaultInstance()).build()),
        new Pair(new Reply.Ping(), Protocol.Reply.getDefaultInstance()),
        new Pair(
            new Reply.UnsubscribePush("c", UnsubscribeCode.SERVER),
            pushed(
                push("c")
                    .setUnsubscribe(
                        Protocol.Unsubscribe.newBuilder()
                            .setCode(2000)
                            .setReason("server unsubscribe")))),
        new Pair(
            new Reply.SubscribePush("c", RECOVERED),
            pushed(
                push("c")
                    .setSubscribe(
                        Protocol.Subscribe.newBuilder()
                            .setRecoverable(true)
                            .setPositioned(true)
                            .setEpoch("e")
                            .setOffset(5)
                            .setData(ByteString.copyFromUtf8("[1]"))))),
        new Pair(
            new Reply.Refreshed(4, "c", "v", 60),
            reply(4)
                .setRefresh(
                    Protocol.RefreshResult.newBuilder()
                        .setClient("c")
                        .setVersion("v")
                        .setExpires(true)
                        .setTtl(60))
                .build()),
        new Pair(
            new Reply.SubRefreshed(4, 60),
            reply(4)
                .setSubRefresh(Protocol.SubRefreshResult.newBuilder().setExpires(true).setTtl(60))
                .build()),
        new Pair(
            new Reply.Refusal(3, 4711, "no", true),
            reply(3)
                .setError(
                    Protocol.Error.newBuilder().setCode(4711).setMessage("no").setTemporary(true))
                .build()),
        new Pair(
            new Reply.RpcReply(4, Payload.json("2")),
            reply(4)
                .setRpc(Protocol.RPCResult.newBuilder().setData(ByteString.copyFromUtf8("2")))
                .build()),
        new Pair(
            new Reply.DisconnectPush(3001, "shutdown", true),
            pushed(
                push("")
                    .setDisconnect(
                        Protocol.Disconnect.newBuilder()
                            .setCode(3001)
                            .setReason("shutdown")
                            .setReconnect(true)))),
        new Pair(
            new Reply.RefreshPush(60),
            pushed(push("").setRefresh(Protocol.Refresh.newBuilder().setExpires(true).setTtl(60)))),
        new Pair(
            new Reply.RefreshPush(0),
            pushed(push("").setRefresh(Protocol.Refresh.getDefaultInstance()))));
  }

  @ParameterizedTest
  @MethodSource("replies")
  void replyIsReadAsItWasMeant(Pair pair) {
    assertEquals(pair.read, read(out -> CODEC.encode(pair.reply, out)));
  }

  @Test
  void everyReplyHasItsForm() {
    Set<Class<?>> tried = replies().map(pair -> pair.reply.getClass()).collect(Collectors.toSet());

    assertEquals(Set.copyOf(Arrays.asList(Reply.class.getPermittedSubclasses())), tried);
  }

  @Test
  void publicationCarriesItsBytesWhateverTheyAre() {
    byte[] bytes = {0, -1, '\n', '{'};
    Publication publication =
        new Publication(
            NEWS,
            Long.MAX_VALUE,
            new Payload(Payload.Kind.BINARY, bytes),
            WHO,
            Map.of("k", "é\uD83D\uDE00", "", "v", "empty", ""),
            0);

    assertEquals(
        pushed(
            push("news")
                .setPub(
                    Protocol.Publication.newBuilder()
                        .setData(ByteString.copyFrom(bytes))
                        .setOffset(Long.MAX_VALUE)
                        .setInfo(READ_WHO)
                        .putTags("k", "é\uD83D\uDE00")
                        .putTags("", "v")
                        .putTags("empty", ""))),
        read(out -> CODEC.encode(publication, out)));
  }

  /** The SDK does not know of it yet. */
  @Test
  void publicationCarriesItsTime() throws InvalidProtocolBufferException {
    Publication publication =
        new Publication(NEWS, 0, Payload.json("1"), null, Map.of(), 1_700_000_000_000L);
    byte[] time = {9 << 3, (byte) 0x80, (byte) 0xD0, (byte) 0x95, (byte) 0xFF, (byte) 0xBC, 0x31};

    assertEquals(
        pushed(
            push("news")
                .setPub(
                    Protocol.Publication.newBuilder()
                        .mergeFrom(time)
                        .setData(ByteString.copyFromUtf8("1")))),
        read(out -> CODEC.encode(publication, out)));
  }

  /** The SDK does not know that they are deltas. */
  @Test
  void deltaIsOfTheBytesAsTheyAre() throws InvalidProtocolBufferException {
    byte[] first = "\0 much stays as it is, and little changes: a".getBytes(ISO_8859_1);
    byte[] second = "\0 much stays as it is, and little changes: \u00FF".getBytes(ISO_8859_1);
    Publication before = binary(4, first);
    Publication publication = binary(5, second);
    Reply.SubscribeResult result =
        new Reply.SubscribeResult(
            true,
            true,
            new StreamPosition("e", 5),
            List.of(before, publication),
            true,
            true,
            0,
            null,
            true);

    Protocol.Publication delta =
        read(out -> CODEC.encodeDelta(publication, before, out)).getPush().getPub();
    assertArrayEquals(second, FossilReader.apply(first, delta.getData().toByteArray()));
    byte[] mark = {8 << 3, 1};
    assertEquals(
        Protocol.Publication.newBuilder()
            .mergeFrom(mark)
            .setOffset(5)
            .setData(delta.getData())
            .build(),
        delta);
    assertEquals(
        reply(0)
            .setPush(
                push("news")
                    .setPub(
                        Protocol.Publication.newBuilder()
                            .setOffset(5)
                            .setData(ByteString.copyFrom(second))))
            .build(),
        read(out -> CODEC.encodeDelta(publication, null, out)));
    List<Protocol.Publication> missed =
        read(out -> CODEC.encode(new Reply.Subscribed(1, result), out))
            .getSubscribe()
            .getPublicationsList();
    assertArrayEquals(first, missed.get(0).getData().toByteArray());
    assertEquals(delta, missed.get(1));
  }

  private static Publication binary(long offset, byte[] data) {
    return new Publication(NEWS, offset, new Payload(Payload.Kind.BINARY, data), null, Map.of(), 0);
  }

  @Test
  void joinAndLeaveCarryWhoItWas() {
    assertEquals(
        pushed(push("news").setJoin(Protocol.Join.newBuilder().setInfo(READ_WHO))),
        read(out -> CODEC.encode(new ChannelEvent.Joined(NEWS, WHO), out)));
    assertEquals(
        pushed(push("news").setLeave(Protocol.Leave.newBuilder().setInfo(READ_WHO))),
        read(out -> CODEC.encode(new ChannelEvent.Left(NEWS, WHO), out)));
  }

  /** Lengths of one, two, three and four bytes, nested in each other, and those next to them. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 1, 90, 100, 105, 110, 115, 120, 125, 126, 127, 128, 129, 200, 16_360, 16_370, 16_380,
        16_383, 16_384, 16_385, 70_000, 2_097_140, 2_097_151, 2_097_152
      })
  void everyLengthIsRight(int size) {
    Publication publication =
        new Publication(
            NEWS, 1, new Payload(Payload.Kind.BINARY, new byte[size]), WHO, Map.of("k", "v"), 0);
    Protocol.Publication expected =
        Protocol.Publication.newBuilder()
            .setData(ByteString.copyFrom(new byte[size]))
            .setOffset(1)
            .setInfo(READ_WHO)
            .putTags("k", "v")
            .build();
    Reply.SubscribeResult result =
        new Reply.SubscribeResult(
            false,
            false,
            StreamPosition.NONE,
            List.of(publication, publication),
            false,
            false,
            0,
            null);

    assertEquals(
        pushed(push("news").setPub(expected)), read(out -> CODEC.encode(publication, out)));
    assertEquals(
        reply(1)
            .setConnect(
                Protocol.ConnectResult.newBuilder()
                    .putSubs(
                        "news",
                        Protocol.SubscribeResult.newBuilder()
                            .addPublications(expected)
                            .addPublications(expected)
                            .build()))
            .build(),
        read(
            out ->
                CODEC.encode(
                    new Reply.Connected(
                        1, "", "", 0, null, 0, false, "", "", Map.of("news", result)),
                    out)));
  }

  private static List<Publication> twoKept() {
    return List.of(
        new Publication(NEWS, 4, Payload.json("1"), null, Map.of(), 0),
        new Publication(NEWS, 5, Payload.json("2"), null, Map.of(), 0));
  }

  private static List<Protocol.Publication> readTwoKept() {
    return Stream.of(4, 5)
        .map(
            offset ->
                Protocol.Publication.newBuilder()
                    .setOffset(offset)
                    .setData(ByteString.copyFromUtf8(Integer.toString(offset - 3)))
                    .build())
        .toList();
  }

  private static Protocol.Reply.Builder reply(int id) {
    return Protocol.Reply.newBuilder().setId(id);
  }

  private static Protocol.Push.Builder push(String channel) {
    return Protocol.Push.newBuilder().setChannel(channel);
  }

  private static Protocol.Reply pushed(Protocol.Push.Builder push) {
    return reply(0).setPush(push).build();
  }

  // Into buffers of both kinds, behind something that has to stay.
  private static Protocol.Reply read(Consumer<ByteBuf> writer) {
    ByteBuf direct = PooledByteBufAllocator.DEFAULT.directBuffer().writeByte('x');
    ByteBuf heap = Unpooled.buffer().writeByte('x');
    writer.accept(direct);
    writer.accept(heap);
    // As arrays: each step of a comparison of the buffers would be noted by who looks for leaks.
    assertArrayEquals(ByteBufUtil.getBytes(heap), ByteBufUtil.getBytes(direct));
    try (ByteBufInputStream in = new ByteBufInputStream(direct)) {
      assertEquals('x', in.read());
      Protocol.Reply reply = Protocol.Reply.parseDelimitedFrom(in);
      assertEquals(0, in.available());
      return reply;
    } catch (IOException unreadable) {
      throw new AssertionError("not what the SDK reads", unreadable);
    } finally {
      direct.release();
    }
  }
}
