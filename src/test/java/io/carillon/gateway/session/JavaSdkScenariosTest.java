package io.carillon.gateway.session;

import static io.carillon.gateway.testkit.Tokens.SECRET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.AnsweringBackend;
import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.JavaSdk;
import io.carillon.gateway.testkit.TcpRelay;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TestNodes;
import io.carillon.gateway.testkit.Tokens;
import io.github.centrifugal.centrifuge.HistoryOptions;
import io.github.centrifugal.centrifuge.HistoryResult;
import io.github.centrifugal.centrifuge.PresenceResult;
import io.github.centrifugal.centrifuge.PresenceStatsResult;
import io.github.centrifugal.centrifuge.Subscription;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The SDK for Java does on two nodes, with tokens, what {@code scenarios.test.mjs} has that for
 * JavaScript do over each of its transports. Its version 0.4.1 cannot ask for deltas: it is to hear
 * whole publications where others hear deltas.
 */
class JavaSdkScenariosTest {
  private static final int SOON = 2;
  private static final int LATE = 3_600;

  private static AnsweringBackend backend;
  private static TestNodes nodes;
  private static TestNode node;
  private static TestNode other;
  private static TcpRelay relay;

  /** Those that the SDK is given, with its latest first; then one that holds for long. */
  private final BlockingQueue<String> tokens = new LinkedBlockingQueue<>();

  private JavaSdk client;

  @BeforeAll
  static void start() {
    backend = AnsweringBackend.start();
    nodes =
        TestNodes.start(
            2,
            "auth={anonymous: false, expiryGrace: 30s, personalChannel: 'mine:{user}', tokens:"
                + " {hmacSecret: "
                + SECRET
                + "}}",
            "namespaces={default: {}, mine: {subscribe: server, history: {size: 9, ttl: 5m}},"
                + " talk: {publish: anyone, presence: true, delta: true,"
                + " history: {size: 100, ttl: 5m}},"
                + " closed: {subscribe: token, history: {size: 9, ttl: 5m}}}",
            "backends.adder={url: '" + backend.url() + "', timeout: 10s}",
            "ask.rpc.add=adder");
    node = nodes.node(0);
    other = nodes.node(1);
    relay = TcpRelay.before(node.port());
  }

  @AfterAll
  static void stop() {
    relay.close();
    nodes.close();
    backend.close();
  }

  @BeforeEach
  void aimAtTheFirst() {
    relay.aimAt(node.port());
  }

  @AfterEach
  void hangUp() {
    client.close();
  }

  private void connect() {
    client = JavaSdk.connect(relay.port(), () -> next(tokens, token(LATE)));
  }

  private static String next(BlockingQueue<String> tokens, String afterThem) {
    String next = tokens.poll();
    return next == null ? afterThem : next;
  }

  private static JsonObject ann(int seconds) {
    return new JsonObject()
        .put("sub", "ann")
        .put("exp", System.currentTimeMillis() / 1_000 + seconds);
  }

  private static String token(int seconds) {
    return Tokens.of(ann(seconds).encode());
  }

  private static String token(String channel, int seconds) {
    return Tokens.of(ann(seconds).put("channel", channel).encode());
  }

  @Test
  void tokenThatHasExpiredAndThoseThatExpireAreReplaced() throws Exception {
    BlockingQueue<String> given = new LinkedBlockingQueue<>();
    tokens.addAll(List.of(token(-60), token(SOON)));
    client = JavaSdk.connect(relay.port(), () -> tell(given, "client", next(tokens, token(LATE))));
    assertEquals(List.of("client", "client"), List.of(given.take(), given.take()));
    String id = client.id();
    BlockingQueue<String> ofChannel = new LinkedBlockingQueue<>(List.of(token("closed:a", SOON)));
    JavaSdk.Heard heard =
        client.subscribe(
            "closed:a", () -> tell(given, "channel", next(ofChannel, token("closed:a", LATE))));
    assertEquals("channel", given.take());

    List<String> again = List.of(given.take(), given.take());

    assertEquals(List.of("channel", "client"), again.stream().sorted().toList());
    assertEquals(104, JavaSdk.refused(() -> client.rpc("nothing", new byte[] {'1'})));
    other.publish("closed:a", "still");
    heard.next("publication 1 \"still\"");
    assertEquals(List.of(), heard.lines(""));
    assertEquals(id, client.id());
    assertEquals(List.of(), client.lines("connecting"));
  }

  private static String tell(BlockingQueue<String> given, String which, String token) {
    given.add(which);
    return token;
  }

  @Test
  void onlyWhoMaySubscribesAndPublishes() {
    connect();

    assertEquals("unsubscribed 103", client.begin("closed:b").next("unsubscribed"));
    client.subscribe("closed:c", () -> token("closed:c", LATE));
    client.subscribe("plain");
    assertEquals(103, JavaSdk.refused(() -> client.publish("plain", new byte[] {'1'})));
  }

  @Test
  void historyPresenceAndCalls() {
    backend.result(
        "rpc",
        question -> {
          JsonObject data = question.getJsonObject("data");
          int sum = data.getInteger("a") + data.getInteger("b");
          return new JsonObject()
              .put(
                  "data", new JsonObject().put("sum", sum).put("user", question.getString("user")));
        });
    connect();
    JavaSdk.Heard heard = client.subscribe("talk:past");
    Subscription past = heard.subscription();
    List<String> said = List.of("1", "2", "3", "4", "5");
    said.forEach(data -> heard.publish(data.getBytes(UTF_8)));

    HistoryResult history =
        JavaSdk.ask(
            answer -> past.history(new HistoryOptions.Builder().withLimit(100).build(), answer));
    assertEquals(
        said,
        history.getPublications().stream().map(one -> new String(one.getData(), UTF_8)).toList());
    PresenceResult present = JavaSdk.ask(past::presence);
    assertEquals(List.of(client.id()), List.copyOf(present.getClients().keySet()));
    assertEquals("ann", present.getClients().get(client.id()).getUser());
    PresenceStatsResult stats = JavaSdk.ask(past::presenceStats);
    assertEquals(1, stats.getNumClients());
    assertEquals(1, stats.getNumUsers());
    JsonObject sum =
        new JsonObject(new String(client.rpc("add", "{\"a\":1,\"b\":2}".getBytes(UTF_8)), UTF_8));
    assertEquals(new JsonObject().put("sum", 3).put("user", "ann"), sum);
    assertEquals(104, JavaSdk.refused(() -> client.rpc("divide", new byte[] {'1'})));
  }

  @Test
  void whatIsMissedIsRecoveredOnTheOtherNodeAndBack() {
    connect();
    JavaSdk.Heard open = client.subscribe("talk:missed");
    Supplier<String> token = () -> token("closed:missed", LATE);
    JavaSdk.Heard closed = client.subscribe("closed:missed", token);
    int last = 0;
    for (TestNode next : List.of(other, node)) {
      publishBoth(++last);
      open.next("publication " + last);
      closed.next("publication " + last);
      int missed = last + 1;
      last += 2;
      cutAndGoOnAt(
          next,
          () -> {
            publishBoth(missed);
            publishBoth(missed + 1);
          });

      for (JavaSdk.Heard heard : List.of(open, closed)) {
        assertEquals("subscribed recovered", heard.next("subscribed"));
        for (int i = missed; i <= last; i++) {
          assertEquals("publication " + i + " " + i, heard.next("publication"));
        }
      }
    }
  }

  private static void publishBoth(int number) {
    (number % 2 == 0 ? node : other).publish("talk:missed", number);
    (number % 2 == 0 ? other : node).publish("closed:missed", number);
  }

  private void cutAndGoOnAt(TestNode next, Runnable meanwhile) {
    relay.freeze();
    relay.reset();
    client.next("connecting");
    meanwhile.run();
    relay.aimAt(next.port());
    relay.thaw();
    client.next("connected");
  }

  @Test
  void publicationsAreHeardWholeWhereOthersHearDeltas() {
    connect();
    JavaSdk.Heard heard = client.subscribe("talk:state");
    try (CentrifugeClient inDeltas = CentrifugeClient.connect(other, token(LATE))) {
      inDeltas.ask(
          "subscribe", new JsonObject().put("channel", "talk:state").put("delta", "fossil"));
      for (int i = 1; i <= 3; i++) {
        JsonObject state = new JsonObject().put("i", i).put("same", "x".repeat(500));
        node.publish("talk:state", state);

        assertEquals("publication " + i + " " + state.encode(), heard.next("publication"));
        assertEquals(i > 1, inDeltas.push("pub").getBoolean("delta", false));
      }
    }
  }

  @Test
  void personalChannelIsHeardWithoutAskingAndRecovered() {
    connect();
    assertEquals("mine:ann subscribed", client.next("mine:ann subscribed"));
    other.publish("mine:ann", 1);
    assertTrue(client.next("mine:ann publication").endsWith(" 1 1"));
    cutAndGoOnAt(other, () -> node.publish("mine:ann", 2));

    assertEquals("mine:ann subscribed recovered", client.next("mine:ann subscribed"));
    assertEquals("mine:ann publication 2 2", client.next("mine:ann publication"));
    assertEquals("unsubscribed 103", client.begin("mine:bob").next("unsubscribed"));
  }
}
