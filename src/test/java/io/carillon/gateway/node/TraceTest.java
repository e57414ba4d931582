package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.EchoServers;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.Tokens;
import io.carillon.gateway.trace.TraceEvent;
import io.carillon.gateway.trace.TraceEvent.What;
import io.carillon.gateway.trace.TraceFilter;
import io.carillon.gateway.trace.Traced;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is seen of a whole node by those who watch a channel, a client or a link. */
@SuppressWarnings("try")
class TraceTest {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("access");
  private static final ListAppender<ILoggingEvent> ACCESS = new ListAppender<>();

  private static EchoServers servers;
  private static TestNode node;

  private final String watcher = UUID.randomUUID().toString();
  private final List<TraceEvent> seen = new ArrayList<>();
  private long answers;

  @BeforeAll
  static void start() {
    ACCESS.list = new CopyOnWriteArrayList<>();
    ACCESS.start();
    LOG.addAppender(ACCESS);
    servers = new EchoServers();
    node =
        TestNode.start(
            "accessLog.format=json",
            "routes=[{path: /connection/websocket, serve: centrifuge},"
                + " {path: /subscribe, serve: subscribe},"
                + " {path: /ws/, proxy: p, channels: [linked]},"
                + " {path: /mine/, proxy: p, token: true, channels: [owned]}]",
            "auth.tokens.hmacSecret=" + Tokens.SECRET,
            "pools={p: {targets: [{url: '" + servers.start("a") + "'}]}}");
  }

  @AfterAll
  static void stop() {
    node.close();
    servers.close();
    LOG.detachAppender(ACCESS);
  }

  @Test
  void whoWatchesAChannelSeesWhoComesWhatIsPublishedAndHowManyHearIt() {
    watch(TraceFilter.Kind.CHANNEL, "wide");
    try (CentrifugeClient one = CentrifugeClient.connect(node);
        CentrifugeClient other = CentrifugeClient.connect(node);
        RawWebSocket raw = RawWebSocket.open(node.port(), "/subscribe?channel=wide")) {
      one.subscribe("wide");
      other.subscribe("wide");
      node.awaitSubscribers("wide", 3);
      node.publish("wide", "hello");
      node.publish("silent", "not this");
      assertEquals("\"hello\"", "\"" + one.push("pub").getString("data") + "\"");

      awaitSum(What.DELIVER, 3);
      one.ask("unsubscribe", new JsonObject().put("channel", "wide"));
      await(What.UNSUBSCRIBE, 1);
    }
    TraceEvent published = all(What.PUBLISH).get(0);
    TraceEvent delivered = all(What.DELIVER).get(0);
    assertEquals(3, all(What.SUBSCRIBE).size());
    assertEquals("offset=0 \"hello\"", published.detail());
    assertEquals(7, published.size());
    assertEquals(1, all(What.PUBLISH).size());
    assertEquals("offset=0 \"hello\"", delivered.detail());
    assertTrue(published.latencyMillis() >= 0 && delivered.latencyMillis() >= 0);
    assertEquals(List.of("wide"), seen.stream().map(TraceEvent::channel).distinct().toList());
  }

  @Test
  void whoWatchesAClientSeesWhatItIsGivenAndHowItEndsButNoPayload() {
    try (CentrifugeClient one = CentrifugeClient.connect(node);
        CentrifugeClient other = CentrifugeClient.connect(node)) {
      watch(TraceFilter.Kind.CLIENT, one.id());
      one.subscribe("mine");
      other.subscribe("mine");
      node.publish("mine", "secret");
      one.push("pub");
      other.push("pub");
      await(What.DELIVER, 1);
      one.close();
      await(What.DISCONNECT, 1);
      assertEquals(List.of(one.id()), seen.stream().map(TraceEvent::client).distinct().toList());
    }
    assertEquals(
        List.of(What.SUBSCRIBE, What.DELIVER, What.UNSUBSCRIBE, What.DISCONNECT),
        seen.stream().map(TraceEvent::what).toList());
    assertEquals("", all(What.DELIVER).get(0).detail());
    assertEquals(8, all(What.DELIVER).get(0).size());
    assertFalse(seen.toString().contains("secret"), seen.toString());
    String end = all(What.DISCONNECT).get(0).detail();
    assertTrue(end.startsWith("code=0 reason=\"\" by=nobody millis="), end);
    assertTrue(end.contains(" messagesOut=1 "), end);
  }

  @Test
  void whoWatchesALinkSeesHeadersOfItsFramesWhatIsPutInAndHowItEnds() {
    watch(TraceFilter.Kind.USER, "nobody"); // so that its beginning is told
    watch(TraceFilter.Kind.CHANNEL, "linked");
    try (RawWebSocket link = RawWebSocket.open(node.port(), "/ws/?token=hush")) {
      link.sendText("secret");
      assertEquals("a secret", link.readText());
      String id = linkId();
      watch(TraceFilter.Kind.LINK, id);
      Await.until(() -> sendUntilSeen(link), () -> seen.toString());
      node.publish("linked", "in between");
      await(What.INJECT, 1);
      assertEquals(id, all(What.INJECT).get(0).client());
      link.send(0x88, new byte[] {3, (byte) 0xe9});
      await(What.CLOSE, 1);
    }
    List<String> frames = all(What.FRAME).stream().map(TraceEvent::detail).distinct().toList();
    assertTrue(frames.contains("direction=up opcode=text last=true"), frames.toString());
    assertTrue(frames.contains("direction=down opcode=text last=true"), frames.toString());
    assertTrue(frames.contains("direction=up opcode=close last=true"), frames.toString());
    String end = all(What.CLOSE).get(0).detail();
    assertTrue(end.startsWith("code=1001 by=client reason=\"\" millis="), end);
    assertFalse(seen.toString().contains("secret"), seen.toString());
    assertFalse(seen.toString().contains("hush"), seen.toString());
  }

  @Test
  void whoWatchesAUserSeesItsLinksFromTheirBeginningToTheirEnd() {
    watch(TraceFilter.Kind.USER, "anna");
    String token = Tokens.of("{\"sub\":\"anna\"}");
    try (RawWebSocket link = RawWebSocket.open(node.port(), "/mine/?token=" + token);
        RawWebSocket other =
            RawWebSocket.open(node.port(), "/mine/?token=" + Tokens.of("{\"sub\":\"bert\"}"))) {
      await(What.OPEN, 1);
      Await.until(() -> sendUntilSeen(link), () -> seen.toString());
      node.publish("owned", "in between");
      await(What.INJECT, 1);
      other.send(0x88, new byte[] {3, (byte) 0xe9});
      link.send(0x88, new byte[] {3, (byte) 0xe9});
      await(What.CLOSE, 1);
    }
    assertEquals(List.of("anna"), seen.stream().map(TraceEvent::user).distinct().toList());
    assertEquals(1, seen.stream().map(TraceEvent::client).distinct().count());
    assertFalse(seen.toString().contains(token), seen.toString());
  }

  // It is seen as soon as the timer of links has noticed that it is watched.
  private boolean sendUntilSeen(RawWebSocket link) {
    link.sendText("secret");
    link.readText();
    drain();
    return all(What.FRAME).stream().anyMatch(event -> event.detail().contains("=up "));
  }

  private static String linkId() {
    Await.until(() -> opened().findAny().isPresent(), () -> "no line of a link");
    return opened().findAny().orElseThrow().getString("link");
  }

  private static Stream<JsonObject> opened() {
    return ACCESS.list.stream()
        .map(line -> new JsonObject(line.getFormattedMessage()))
        .filter(line -> line.getString("uri").startsWith("/ws/"));
  }

  private void watch(TraceFilter.Kind kind, String name) {
    node.node().tracer().lease(watcher, new TraceFilter(kind, name), Duration.ofMinutes(5));
  }

  private void await(What what, int count) {
    Await.until(
        () -> {
          drain();
          return all(what).size() >= count;
        },
        () -> what + " in " + seen);
  }

  private void awaitSum(What what, int sum) {
    Await.until(
        () -> {
          drain();
          return all(what).stream().mapToInt(TraceEvent::count).sum() >= sum;
        },
        () -> what + " in " + seen);
  }

  private void drain() {
    for (Traced traced : node.node().tracer().drain(watcher, ++answers, answers - 1)) {
      seen.addAll(traced.events());
    }
  }

  private List<TraceEvent> all(What what) {
    return seen.stream().filter(event -> event.what() == what).toList();
  }
}
