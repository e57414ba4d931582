package io.carillon.gateway.proxy.inject;

import static io.carillon.gateway.testkit.Await.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.channel.ChannelEvent;
import io.carillon.gateway.channel.Payload;
import io.carillon.gateway.channel.Publication;
import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.config.InjectConfig;
import io.carillon.gateway.config.InjectConfig.Form;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.Frame;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.trace.TraceFilter;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a client of an unmodified backend hears beside what its backend says. */
@SuppressWarnings("try") // clients that only have to be there
class InjectedLinksTest {
  private static final byte[] NO_TEXT = {(byte) 0xFF, 0, 1};

  private static WebSocketBackend backend;

  private InjectionServer server;

  @BeforeAll
  static void startBackend() {
    backend = new WebSocketBackend();
  }

  @AfterAll
  static void stopBackend() {
    backend.close();
  }

  @AfterEach
  void nothingIsLeft() {
    server.awaitNothing();
    server.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Form.class,
      names = {"RAW", "TEXT", "BINARY"})
  void eachFormHasItsFrames(Form form) {
    server = new InjectionServer(new InjectConfig(form, "", "/"), "/", backend.port(), "plain");
    try (RawWebSocket client = open("/")) {
      server.awaitHeard(Map.of("plain", 1));
      server.publish("plain", "{\"a\":1}");
      server.publish("plain", new Payload(Payload.Kind.TEXT, "tëxt".getBytes(UTF_8)));
      server.publish("plain", new Payload(Payload.Kind.BINARY, NO_TEXT));
      server.publish("plain", new Payload(Payload.Kind.BINARY, "bytes".getBytes(UTF_8)));

      int text = form == Form.BINARY ? Frame.BINARY : Frame.TEXT;
      int bytes = form == Form.TEXT ? Frame.TEXT : Frame.BINARY;
      assertEquals(new Frame(text, "{\"a\":1}".getBytes(UTF_8)), client.read());
      assertEquals(new Frame(text, "tëxt".getBytes(UTF_8)), client.read());
      if (form != Form.TEXT) {
        assertEquals(new Frame(Frame.BINARY, NO_TEXT), client.read());
      }
      assertEquals(new Frame(bytes, "bytes".getBytes(UTF_8)), client.read());
    }
  }

  @Test
  void whatWasLostOnTheWayIsReadFromTheHistoryInOrder() {
    listenTo("kept:a");
    try (RawWebSocket client = open("/")) {
      server.awaitHeard(Map.of("kept:a", 1));
      server.publish("kept:a", "1");
      server.deaf = true;
      server.publish("kept:a", "2");
      server.publish("kept:a", "3");
      server.deaf = false;
      server.publish("kept:a", "4");
      server.publish("kept:a", "5");

      for (int i = 1; i <= 5; i++) {
        assertEquals(Integer.toString(i), client.readText());
      }
    }
  }

  @Test
  void aBrokenStreamIsReadFromWhereTheClientStood() {
    listenTo("kept:a");
    try (RawWebSocket client = open("/")) {
      server.awaitHeard(Map.of("kept:a", 1));
      server.publish("kept:a", "1");
      server.deaf = true;
      server.publish("kept:a", "2");
      server.deaf = false;
      server.tell(new ChannelEvent.Broken(new Channel("kept:a"), new StreamPosition("new", 2)));

      assertEquals("1", client.readText());
      assertEquals("2", client.readText());
    }
  }

  @Test
  void whoCannotGetAllThatItMissedIsAskedToComeBack() {
    listenTo("kept:a");
    try (RawWebSocket client = open("/")) {
      server.awaitHeard(Map.of("kept:a", 1));
      server.deaf = true;
      for (int i = 0; i < 12; i++) {
        server.publish("kept:a", Integer.toString(i));
      }
      server.deaf = false;
      server.publish("kept:a", "12");

      assertEquals("close 1012 service restart", client.read().toString());
    }
  }

  @Test
  void linksThatLostTheSameStreamEndOneByOne() throws Exception {
    listenTo(Duration.ofSeconds(2));
    List<RawWebSocket> clients = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      clients.add(open("/"));
    }
    server.awaitHeard(Map.of("kept:a", 10));
    loseMoreThanIsKept();
    ExecutorService readers = Executors.newCachedThreadPool();
    try {
      List<Callable<Long>> reads = new ArrayList<>();
      clients.forEach(client -> reads.add(() -> readGoodbye(client)));

      LongSummaryStatistics ends = new LongSummaryStatistics();
      for (Future<Long> end : readers.invokeAll(reads)) {
        ends.accept(end.get());
      }

      assertTrue(ends.getMax() - ends.getMin() > Duration.ofMillis(200).toNanos(), ends.toString());
    } finally {
      readers.shutdownNow();
    }
  }

  private static long readGoodbye(RawWebSocket client) {
    try (client) {
      assertEquals("close 1012 service restart", client.read().toString());
      return System.nanoTime();
    }
  }

  @Test
  void untilItIsClosedALinkThatLostSomethingHearsNothingNewer() {
    listenTo(Duration.ofHours(1));
    backend.forget();
    try (RawWebSocket client = open("/")) {
      backend.next();
      server.awaitHeard(Map.of("kept:a", 1));
      loseMoreThanIsKept();
      server.awaitHeard(Map.of());
      server.publish("kept:a", "newer");
      client.sendText("alive");

      assertEquals("alive", client.readText());
    }
  }

  private void listenTo(Duration closeSpread) {
    server = new InjectionServer(InjectConfig.PLAIN, "/", backend.port(), closeSpread, "kept:a");
  }

  private void loseMoreThanIsKept() {
    server.deaf = true;
    for (int i = 0; i < 12; i++) {
      server.publish("kept:a", Integer.toString(i));
    }
    server.deaf = false;
    server.publish("kept:a", "12");
  }

  @Test
  void aLinkLivesOnWhileTheBrokerIsAwayAndHearsWhenItIsBack() {
    listenTo("plain", "kept:a");
    Promise<Void> away = server.broker().holdSubscribe();
    backend.forget();
    try (RawWebSocket client = open("/")) {
      backend.next();
      away.fail(away());
      client.sendText("alive");

      assertEquals("alive", client.readText());
      server.awaitHeard(Map.of("plain", 1, "kept:a", 1));
      server.publish("plain", "1");
      server.publish("kept:a", "2");
      assertEquals("1", client.readText());
      assertEquals("2", client.readText());
    }
  }

  @ParameterizedTest(name = "a broker that is {0} h ahead")
  @ValueSource(ints = {0, 1, -1})
  void aLinkThatIsSubscribedLateGetsWhatWasPublishedSinceItCame(int hours) {
    listenTo("kept:a");
    // So that the clock of this machine says it was long after, or before, the link came.
    server.brokerAheadMillis = Duration.ofHours(hours).minusSeconds(10).toMillis();
    server.publish("kept:a", "0");
    server.brokerAheadMillis = Duration.ofHours(hours).toMillis();
    Promise<Void> away = server.broker().holdSubscribe();
    try (RawWebSocket client = open("/")) {
      server.awaitHeard(Map.of("kept:a", 1));
      server.publish("kept:a", "1");
      server.publish("kept:a", "2");
      away.fail(away());

      assertEquals("1", client.readText());
      assertEquals("2", client.readText());
      server.publish("kept:a", "3");
      assertEquals("3", client.readText());
    }
  }

  @Test
  void aLinkThatIsSubscribedTooLateIsAskedToComeBack() {
    listenTo("kept:a");
    Promise<Void> away = server.broker().holdSubscribe();
    try (RawWebSocket client = open("/")) {
      server.awaitHeard(Map.of("kept:a", 1));
      for (int i = 0; i < 12; i++) {
        server.publish("kept:a", Integer.toString(i));
      }
      away.fail(away());

      assertEquals("close 1012 service restart", client.read().toString());
    }
  }

  @Test
  void nothingIsLostWhenTheBrokerIsAwayWhileALinkRecovers() {
    listenTo("kept:a");
    try (RawWebSocket client = open("/")) {
      server.awaitHeard(Map.of("kept:a", 1));
      server.deaf = true;
      server.publish("kept:a", "1");
      Promise<Void> away = server.broker().holdSubscribe();
      server.deaf = false;
      server.tell(new ChannelEvent.Broken(new Channel("kept:a"), new StreamPosition("new", 1)));
      server.publish("kept:a", "2");
      away.fail(away());
      server.publish("kept:a", "3");

      assertEquals("1", client.readText());
      assertEquals("2", client.readText());
      assertEquals("3", client.readText());
    }
  }

  @Test
  void whatIsHeardBeforeThePositionIsKnownArrivesAtOnce() {
    listenTo("plain");
    Promise<Void> known = server.broker().holdSubscribe();
    try (RawWebSocket client = open("/")) {
      server.awaitHeard(Map.of("plain", 1));
      server.tell(new Publication(new Channel("plain"), 0, Payload.json("1"), null, Map.of(), 0));
      known.complete();

      assertEquals("1", client.readText());
    }
  }

  @Test
  void aClientIsToldOfItsLinkWhenItsChannelsAreHeard() throws Exception {
    server = InjectionServer.patient(backend.port(), "plain", "kept:a");
    Promise<Void> known = server.broker().holdSubscribe();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        RawWebSocket client = RawWebSocket.over(socket)) {
      client.sendRaw(RawWebSocket.request("/").getBytes(UTF_8));
      server.awaitHeard(Map.of("plain", 1, "kept:a", 1));
      assertEquals(0, socket.getInputStream().available());

      known.complete();

      assertTrue(client.readAnswer().startsWith("HTTP/1.1 101 "));
      server.publish("plain", "1");
      server.publish("kept:a", "2");
      assertEquals(List.of("1", "2"), List.of(client.readText(), client.readText()));
    }
  }

  @Test
  void aLinkThatOpensWhileOthersAreTracedHearsWhatComesThen() throws Exception {
    server = InjectionServer.patient(backend.port(), "plain");
    Promise<Void> known = server.broker().holdSubscribe();
    server.tracer.lease(
        "page", new TraceFilter(TraceFilter.Kind.CLIENT, "another"), Duration.ofMinutes(1));
    try (RawWebSocket client =
        RawWebSocket.over(new Socket(InetAddress.getLoopbackAddress(), server.port()))) {
      client.sendRaw(RawWebSocket.request("/").getBytes(UTF_8));
      server.awaitHeard(Map.of("plain", 1));
      server.publish("plain", "1"); // there is no link yet

      known.complete();

      assertTrue(client.readAnswer().startsWith("HTTP/1.1 101 "));
      server.publish("plain", "2");
      assertEquals("2", client.readText());
    }
  }

  @Test
  void theFirstOfThoseWhoWaitForTheBrokerInVainIsLogged() {
    Logger logger = (Logger) LoggerFactory.getLogger(Patience.class);
    ListAppender<ILoggingEvent> heard = new ListAppender<>();
    heard.start();
    logger.addAppender(heard);
    listenTo("plain");
    Promise<Void> away = server.broker().holdSubscribe();
    try (RawWebSocket one = open("/");
        RawWebSocket other = open("/")) {
      away.complete();
      server.awaitHeard(Map.of("plain", 2));
    } finally {
      logger.detachAppender(heard);
    }
    assertEquals(
        List.of("links open before their channels are heard, the first"),
        heard.list.stream()
            .filter(event -> event.getLevel().equals(Level.WARN))
            .map(event -> event.getFormattedMessage().replaceFirst(" link=.*", ""))
            .toList());
  }

  @Test
  void aClientThatGivesUpWhileItsChannelsAreSubscribedLeavesNothing() throws Exception {
    server = InjectionServer.patient(backend.port(), "plain", "kept:a");
    Promise<Void> known = server.broker().holdSubscribe();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      RawWebSocket.over(socket).sendRaw(RawWebSocket.request("/").getBytes(UTF_8));
      server.awaitHeard(Map.of("plain", 1, "kept:a", 1));
    }
    server.awaitNothing();

    known.complete();

    server.awaitNothing();
  }

  @Test
  void aLinkThatEndsWhileItIsBeingSubscribedLeavesNothing() {
    listenTo("plain", "kept:a");
    Promise<Void> known = server.broker().holdSubscribe();
    try (RawWebSocket client = open("/")) {
      server.awaitHeard(Map.of("plain", 1, "kept:a", 1));
    }
    server.awaitNothing();

    known.complete();

    server.awaitNothing();
  }

  @Test
  void aClientThatDoesNotReadEndsAsSlowAndTheOthersHearOn() {
    listenTo("plain");
    String large = "\"" + "x".repeat(50_000) + "\"";
    try (RawWebSocket slow = RawWebSocket.openSmall(server.port(), "/");
        RawWebSocket client = open("/")) {
      server.awaitHeard(Map.of("plain", 2));
      for (int i = 0; server.ended().isEmpty() && i < 400; i++) {
        server.publish("plain", large);
        assertEquals(large, client.readText());
      }

      Await.until(() -> server.ended().size() == 1, () -> "ended: " + server.ended());
      assertEquals(3008, server.ended().get(0).outcome().closing().code());
      server.publish("plain", "1");
      assertEquals("1", client.readText());
    }
  }

  @Test
  void aFragmentedMessageOfTheBackendIsNeverInterrupted() {
    listenTo("plain");
    backend.forget();
    try (FrameClient client = new FrameClient(server.port(), "/")) {
      ServerWebSocket socket = backend.next();
      server.awaitHeard(Map.of("plain", 1));
      await(socket.writeFrame(WebSocketFrame.textFrame("a", false)));
      assertEquals("a…", client.next());
      server.publish("plain", "1");
      server.publish("plain", "2");
      await(socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("b"), false)));
      await(socket.writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("c"), true)));

      assertEquals(List.of("b…", "c", "1", "2"), client.next(4));
    }
  }

  @Test
  void publicationsStandBetweenCompressedMessages() {
    listenTo("plain");
    String long1 = "a".repeat(3_000);
    try (FrameClient client = new FrameClient(server.port(), "/")) {
      assertTrue(client.extensions().contains("permessage-deflate"), client.extensions());
      server.awaitHeard(Map.of("plain", 1));
      for (int i = 0; i < 5; i++) {
        client.send(long1 + i);
        assertEquals(long1 + i, client.next());
        server.publish("plain", Integer.toString(i));
        assertEquals(Integer.toString(i), client.next());
      }
    }
  }

  private void listenTo(String... channels) {
    server = new InjectionServer(InjectConfig.PLAIN, "/", backend.port(), channels);
  }

  private RawWebSocket open(String path) {
    return RawWebSocket.open(server.port(), path);
  }

  private static GatewayException away() {
    return new GatewayException(ErrorCode.UNAVAILABLE, "on purpose");
  }
}
