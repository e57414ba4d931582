package io.carillon.gateway.proxy.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.PoolTimeouts;
import io.carillon.gateway.proxy.log.AccessEntry;
import io.carillon.gateway.testkit.RawWebSocket;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who hears what when a link ends, and that nothing is left of it. */
@Execution(ExecutionMode.CONCURRENT)
class EndingTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  /** A masked close frame with 1001. */
  private static final byte[] GOING_AWAY = HexFormat.of().parseHex("88820000000003e9");

  private RawWebSocketBackend backend;
  private LinkServer gateway;
  private RawWebSocket client;
  private RawWebSocketBackend.Peer target;

  @BeforeEach
  void start() {
    backend = new RawWebSocketBackend();
  }

  @AfterEach
  void stop() {
    client.close();
    target.close();
    gateway.awaitNothing();
    gateway.close();
    backend.close();
  }

  @Test
  void lostTargetIsToldWithACloseFrame() {
    open(LinkServer.to(backend.port()));
    target.sendText("last words");
    target.reset();

    assertEquals("last words", client.readText());
    assertEquals("close 1012 backend lost", client.read().toString());
    client.send(0x88, new byte[] {3, (byte) 0xF4});
    client.awaitEnd();
    assertEnded("target", 1006, "lost");
  }

  @Test
  void targetThatJustClosesIsLostToo() {
    open(LinkServer.to(backend.port()));
    target.close();

    assertEquals("close 1012 backend lost", client.read().toString());
  }

  @Test
  void clientThatDoesNotAnswerIsCutOff() {
    open(LinkServer.to(LinkServer.PATIENT, SHORT, backend.port()));
    target.close();

    assertEquals("close 1012 backend lost", client.read().toString());
    assertTrue(client.endsWithReset());
  }

  @Test
  void targetLostInsideAFrameEndsInAReset() {
    open(LinkServer.to(backend.port()));
    target.send(new byte[] {(byte) 0x81, 10, 'h', 'a'});
    gateway.awaitDown(4);
    target.close();

    assertTrue(client.endsWithReset());
    assertEnded("target", 1006, "lost inside a message");
  }

  @Test
  void targetLostBetweenFragmentsEndsInAReset() {
    open(LinkServer.to(backend.port()));
    target.send(RawWebSocketBackend.frame(0x01, "half"));
    gateway.awaitDown(6);
    target.close();

    assertTrue(client.endsWithReset());
  }

  @Test
  void closeFrameOfTheTargetIsTheLastWord() {
    open(LinkServer.to(backend.port()));
    target.send(
        RawWebSocketBackend.frame(0x88, "\u000f\u00a1bye".getBytes(StandardCharsets.ISO_8859_1)));
    target.close();

    assertEquals("close 4001 bye", client.read().toString());
    client.send(0x88, new byte[] {0x0F, (byte) 0xA1});
    assertEquals("", client.readRest());
    assertEnded("target", 4001, "");
  }

  @ParameterizedTest
  @ValueSource(ints = {1005, 1006, 1015})
  void codeThatMustNotBeSentPassesAsItCame(int code) {
    open(LinkServer.to(backend.port()));
    target.send(RawWebSocketBackend.frame(0x88, new byte[] {(byte) (code >> 8), (byte) code}));
    target.close();

    assertEquals("close " + code + " ", client.read().toString());
    client.send(0x88, new byte[0]);
    assertEnded("target", code, "");
  }

  @Test
  void clientThatVanishesLeavesAllItSaid() {
    open(LinkServer.to(backend.port()));
    byte[] said = RawWebSocket.frame(0x82, new byte[300_000]);
    client.sendRaw(said);
    client.close();

    assertArrayEquals(said, target.read(said.length));
    assertEquals(0, target.awaitEnd());
    assertEnded("client", 1006, "");
  }

  @Test
  void quietLinkEndsAfterATime() {
    open(LinkServer.to(timeouts(SHORT, Duration.ZERO), SHORT, backend.port()));

    assertEquals("close 1001 idle", client.read().toString());
    assertArrayEquals(GOING_AWAY, target.read(GOING_AWAY.length));
    client.send(0x88, new byte[] {3, (byte) 0xE9});
    client.awaitEnd();
    target.send(RawWebSocketBackend.frame(0x88, new byte[] {3, (byte) 0xE9}));
    assertEquals(0, target.awaitEnd());
    assertEnded("gateway", 1001, "idle");
  }

  @Test
  void busyLinkEndsWhenItIsOld() {
    open(LinkServer.to(timeouts(Duration.ofMinutes(1), SHORT), SHORT, backend.port()));
    target.sendText("busy");

    assertEquals("busy", client.readText());
    assertEquals("close 1012 maximum age", client.read().toString());
  }

  @Test
  void goodbyeWaitsForTheEndOfAMessage() {
    open(LinkServer.to(backend.port()));
    target.send(new byte[] {0x01, 3, 'o'});
    gateway.awaitDown(3);
    ProxyLink link = gateway.nextLink();

    gateway.onLoop(() -> link.close(4000, "moving"));
    target.send("ne");
    target.send(
        concat(RawWebSocketBackend.frame(0x80, "two"), RawWebSocketBackend.frame(0x81, "three")));

    assertEquals(0x01, client.readByte());
    assertEquals("one", new String(client.readBytes(4), 1, 3, StandardCharsets.US_ASCII));
    assertEquals(0x80, client.readByte());
    assertEquals("two", new String(client.readBytes(4), 1, 3, StandardCharsets.US_ASCII));
    assertEquals("close 4000 moving", client.read().toString());
    assertArrayEquals(GOING_AWAY, target.read(GOING_AWAY.length));
    assertFalse(gateway.onLoop(link::isOpen));
  }

  @Test
  void goodbyeInsideAMessageThatDoesNotEndIsAReset() {
    open(LinkServer.to(LinkServer.PATIENT, SHORT, backend.port()));
    target.send(new byte[] {(byte) 0x81, 3, 'o'});
    gateway.awaitDown(3);
    ProxyLink link = gateway.nextLink();

    gateway.onLoop(() -> link.close(4000, "moving"));

    assertTrue(client.endsWithReset());
    target.awaitEnd();
    assertEnded("gateway", 4000, "moving");
  }

  @Test
  void targetInTheMiddleOfAMessageOfTheClientIsJustClosed() {
    open(LinkServer.to(backend.port()));
    client.sendRaw(new byte[] {(byte) 0x81, (byte) 0x85, 0, 0, 0, 0, 'h'});
    target.read(7);
    ProxyLink link = gateway.nextLink();

    gateway.onLoop(() -> link.close(4000, "moving"));

    assertEquals("close 4000 moving", client.read().toString());
    assertEquals(0, target.awaitEnd());
  }

  @Test
  void goodbyeThatNobodyAnswersIsCutOff() {
    open(LinkServer.to(LinkServer.PATIENT, SHORT, backend.port()));
    client.send(0x88, new byte[] {3, (byte) 0xE8});

    assertTrue(client.endsWithReset());
    target.awaitEnd();
    assertEnded("client", 1000, "");
  }

  @Test
  void goodbyeWithChatterBehindItEndsWhenTheLinkIsOld() {
    open(LinkServer.to(timeouts(Duration.ofMinutes(1), SHORT), SHORT, backend.port()));
    client.send(0x88, new byte[] {3, (byte) 0xE8});
    ProxyLink link = gateway.nextLink();
    var chatter = chatter(link);

    assertTrue(client.endsWithReset());
    chatter.cancel(false);
    assertEnded("client", 1000, "");
  }

  @Test
  void drainReachesALinkThatSaysGoodbyeForEver() throws Exception {
    open(LinkServer.to(timeouts(Duration.ofMinutes(1), Duration.ZERO), SHORT, backend.port()));
    client.send(0x88, new byte[] {3, (byte) 0xE8});
    assertArrayEquals(new byte[] {(byte) 0x88}, target.read(1));
    ProxyLink link = gateway.nextLink();
    var chatter = chatter(link);

    gateway.table().drain(one -> true, 1012, "drained", 100).await(50, TimeUnit.SECONDS);

    assertTrue(client.endsWithReset());
    chatter.cancel(false);
    assertEnded("client", 1000, "");
  }

  @Test
  void closeFrameReachesAClientThatIsStillSending() throws Exception {
    open(LinkServer.to(backend.port()));
    byte[] upload = RawWebSocket.frame(0x82, new byte[32 << 20]);
    CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> client.sendRaw(upload));
    target.read(1_000);

    target.send(RawWebSocketBackend.frame(0x88, new byte[] {3, (byte) 0xF1}));
    target.end();

    sent.get(50, TimeUnit.SECONDS);
    assertEquals("close 1009 ", client.read().toString());
    client.send(0x88, new byte[] {3, (byte) 0xF1});
    assertEquals("", client.readRest());
    assertEnded("target", 1009, "");
  }

  @Test
  void goodbyeThatHadToWaitGetsItsWholeTime() throws Exception {
    Duration patience = Duration.ofMillis(600);
    open(LinkServer.to(LinkServer.PATIENT, patience, backend.port()));
    target.send(new byte[] {(byte) 0x81, 3, 'o'});
    gateway.awaitDown(3);
    ProxyLink link = gateway.nextLink();
    gateway.onLoop(() -> link.close(4000, "moving"));
    var sent =
        link.loop()
            .schedule(
                () -> {
                  long before = System.nanoTime();
                  target.send("ne");
                  return before;
                },
                300,
                TimeUnit.MILLISECONDS);

    assertEquals("one", client.readText());
    assertEquals("close 4000 moving", client.read().toString());
    assertTrue(client.endsWithReset());
    assertTrue(System.nanoTime() - sent.get() >= patience.toNanos());
  }

  @Test
  void linkThatOnlyHearsBroadcastsIsNotIdle() {
    open(LinkServer.to(timeouts(SHORT, Duration.ZERO), SHORT, backend.port()));
    ProxyLink link = gateway.nextLink();
    var news =
        link.loop()
            .scheduleAtFixedRate(
                () -> {
                  link.inject(
                      Unpooled.copiedBuffer("\u0081\u0004news", StandardCharsets.ISO_8859_1));
                  link.flush();
                },
                0,
                50,
                TimeUnit.MILLISECONDS);

    for (int i = 0; i < 20; i++) {
      assertEquals("news", client.readText());
    }
    news.cancel(false);
    assertEquals("close 1001 idle", client.readClose().toString());
  }

  @Test
  void slowDrainIsTakenOverByTheNext() throws Exception {
    open(LinkServer.to(backend.port()));
    RawWebSocket other = RawWebSocket.connect(0, gateway.port());
    other.sendRaw(RawWebSocket.request("/").getBytes(StandardCharsets.US_ASCII));
    RawWebSocketBackend.Peer its = backend.accept();
    other.readAnswer();
    Future<Integer> slow = gateway.table().drain(one -> true, 1012, "slow", 0.001);

    Future<Integer> fast = gateway.table().drain(one -> true, 1012, "fast", 1_000);

    assertEquals(2, fast.await(50, TimeUnit.SECONDS));
    assertEquals(1, slow.await(50, TimeUnit.SECONDS));
    other.close();
    its.close();
  }

  @Test
  void drainForgetsLinksThatGoByThemselves() throws Exception {
    open(LinkServer.to(backend.port()));
    RawWebSocket other = RawWebSocket.connect(0, gateway.port());
    other.sendRaw(RawWebSocket.request("/").getBytes(StandardCharsets.US_ASCII));
    RawWebSocketBackend.Peer its = backend.accept();
    other.readAnswer();

    Future<Integer> told = gateway.table().drain(one -> true, 1012, "slow", 0.001);
    List.of(client, other).forEach(RawWebSocket::close);
    List.of(target, its).forEach(RawWebSocketBackend.Peer::close);

    assertEquals(1, told.await(50, TimeUnit.SECONDS));
  }

  @Test
  void shutdownTellsEverybodySpreadOverATime() throws Exception {
    open(LinkServer.to(backend.port()));
    List<RawWebSocket> others = new ArrayList<>();
    List<RawWebSocketBackend.Peer> theirs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      RawWebSocket other = RawWebSocket.connect(0, gateway.port());
      other.sendRaw(RawWebSocket.request("/").getBytes(StandardCharsets.US_ASCII));
      theirs.add(backend.accept());
      other.readAnswer();
      others.add(other);
    }
    long began = System.nanoTime();

    gateway.table().shutDown(SHORT, link -> true).await(50, TimeUnit.SECONDS);

    assertTrue(System.nanoTime() - began > SHORT.toNanos() / 2);
    for (RawWebSocket other : others) {
      assertEquals("close 1012 service restart", other.read().toString());
      other.close();
    }
    theirs.forEach(RawWebSocketBackend.Peer::close);
    assertEquals("close 1012 service restart", client.read().toString());
  }

  @Test
  void drainTellsThoseThatAreMeant() throws Exception {
    open(LinkServer.to(backend.port()));
    ProxyLink link = gateway.nextLink();

    assertEquals(0, gateway.table().drain(one -> one.generation() != 7, 1012, "", 10).await());
    assertEquals(
        1,
        gateway.table().drain(one -> one.target() == link.target(), 1012, "drained", 10).await());

    assertEquals("close 1012 drained", client.read().toString());
  }

  @Test
  void closedLinkIsToldOfOnce() {
    open(LinkServer.to(backend.port()));
    ProxyLink link = gateway.nextLink();
    List<String> told = new ArrayList<>();
    gateway.onLoop(() -> link.onClosed(() -> told.add("early")));
    client.close();
    target.close();
    gateway.awaitNothing();

    gateway.onLoop(() -> link.onClosed(() -> told.add("late")));

    assertEquals(List.of("early", "late"), told);
  }

  // Bytes behind the goodbye of the other side, so that the link is never quiet.
  private ScheduledFuture<?> chatter(ProxyLink link) {
    return link.loop()
        .scheduleAtFixedRate(() -> target.sendText("x"), 0, 50, TimeUnit.MILLISECONDS);
  }

  private void open(LinkServer server) {
    gateway = server;
    client = RawWebSocket.connect(0, gateway.port());
    client.sendRaw(RawWebSocket.request("/").getBytes(StandardCharsets.US_ASCII));
    target = backend.accept();
    client.readAnswer();
  }

  private void assertEnded(String by, int code, String reason) {
    AccessEntry ended = gateway.ended();
    assertEquals(
        List.of(by, code, reason),
        List.of(
            ended.outcome().closing().by(),
            ended.outcome().closing().code(),
            ended.outcome().closing().reason()));
  }

  private static PoolTimeouts timeouts(Duration tunnel, Duration age) {
    return new PoolTimeouts(
        Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), tunnel, age);
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }
}
