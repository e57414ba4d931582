package io.carillon.gateway.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.RawWebSocket;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections before anybody knows what they want. */
class PorterTest {
  private static final Duration HEAD_TIME = Duration.ofSeconds(1);
  private static final List<String> EVENTS = new CopyOnWriteArrayList<>();
  private static final MultiThreadIoEventLoopGroup LOOPS =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  private static Deadlines heads;
  private static Channel server;

  @BeforeAll
  static void start() throws Exception {
    heads = new Deadlines(LOOPS.next(), HEAD_TIME);
    server = listen(new Porter(LOOPS.next(), heads, PorterTest::enter));
  }

  private static Channel listen(Porter before) throws Exception {
    return new ServerBootstrap()
        .group(LOOPS)
        .channel(NioServerSocketChannel.class)
        .childHandler(new Reception(before))
        .bind("127.0.0.1", 0)
        .sync()
        .channel();
  }

  private static RawWebSocket connect(Channel to) {
    return RawWebSocket.connect(0, ((InetSocketAddress) to.localAddress()).getPort());
  }

  private static boolean enter(HandshakeHead head) {
    switch (head.path()) {
      case "/taken" -> {
        head.take(new ChannelInboundHandlerAdapter());
        EVENTS.add("taken");
        return true;
      }
      case "/bug" -> throw new IllegalStateException("a bug, on purpose");
      case "/late-bug" -> {
        head.take();
        throw new IllegalStateException("a bug behind it, on purpose");
      }
      default -> {
        return false;
      }
    }
  }

  @AfterAll
  static void stop() {
    server.close();
    LOOPS.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @BeforeEach
  void forget() {
    EVENTS.clear();
  }

  @Test
  void timeOfAHeadRunsFromTheBeginningOfItsConnection() {
    try (RawWebSocket slow = connect(server)) {
      awaitEvents("connected");
      try (RawWebSocket silent = connect(server)) {
        awaitEvents("connected", "connected");
        slow.sendRaw("GET / HT".getBytes(ISO_8859_1));

        assertTrue(slow.readRest().startsWith("HTTP/1.1 408 "));
        silent.awaitEnd();
        // Its first byte came last, but it was there first.
        awaitEvents("connected", "connected", "late", "closed", "closed");
      }
    }
  }

  @Test
  void handshakeThatNobodyTakesIsLeftWholeToOthers() {
    for (String path : List.of("/other", "/bug")) {
      try (RawWebSocket client = connect(server)) {
        client.sendRaw(RawWebSocket.request(path).getBytes(ISO_8859_1));

        awaitEvents("connected", "asked");
        EVENTS.clear();
      }
      awaitEvents("closed");
      EVENTS.clear();
    }
  }

  @Test
  void bugBehindTheDoorEndsTheConnection() {
    try (RawWebSocket client = connect(server)) {
      client.sendRaw(RawWebSocket.request("/late-bug").getBytes(ISO_8859_1));

      client.awaitEnd();
      awaitEvents("connected", "closed");
    }
  }

  @Test
  void takingThatFailsLeavesNoBytesBehind() {
    EmbeddedChannel client = new EmbeddedChannel();
    Deadlines patient = new Deadlines(client.eventLoop(), HEAD_TIME);
    ChannelHandler once = new ChannelInboundHandlerAdapter();
    Porter porter =
        new Porter(client.eventLoop(), patient, head -> head.take(once, once) == client);
    ByteBuf request = Unpooled.copiedBuffer(RawWebSocket.request("/"), ISO_8859_1);
    porter.receive(client, new ChannelInboundHandlerAdapter());

    client.writeInbound(request);

    assertEquals(0, request.refCnt());
    assertFalse(client.isOpen());
  }

  @Test
  void whoGoesDownWaitsForThoseInside() throws Exception {
    Porter other = new Porter(LOOPS.next(), heads, PorterTest::enter);
    Channel door = listen(other);
    Future<Void> gone;
    try (RawWebSocket inside = connect(door);
        RawWebSocket silent = connect(door)) {
      inside.sendRaw(RawWebSocket.request("/taken").getBytes(ISO_8859_1));
      awaitEvents("connected", "connected", "taken");

      gone = other.shutDown(Duration.ofHours(1));

      silent.awaitEnd();
      assertFalse(gone.isComplete());
    }
    gone.await(20, TimeUnit.SECONDS);
    door.close();
  }

  private static void awaitEvents(String... wanted) {
    Await.until(() -> EVENTS.equals(List.of(wanted)), () -> "events: " + EVENTS);
  }

  /** Tells of connections, and has those that are let alone read as Vert.x does. */
  @ChannelHandler.Sharable
  private static final class Reception extends ChannelInitializer<Channel> {
    private final Porter porter;

    Reception(Porter porter) {
      this.porter = porter;
    }

    @Override
    protected void initChannel(Channel channel) {
      EVENTS.add("connected");
      channel.closeFuture().addListener(closed -> EVENTS.add("closed"));
      porter.receive(channel, new Others());
    }
  }

  private static final class Others extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      channel
          .pipeline()
          .addLast(new HttpRequestDecoder(), new HttpResponseEncoder())
          .addLast(
              new Turnstile(heads, () -> EVENTS.add("late"), () -> false, () -> true), new Asked());
    }
  }

  private static final class Asked extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof HttpRequest) {
        EVENTS.add("asked");
      }
      ReferenceCountUtil.release(message);
    }
  }
}
