package io.carillon.gateway.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Crowd;
import io.carillon.gateway.bench.Failure;
import io.carillon.gateway.bench.Kind;
import io.carillon.gateway.bench.Load;
import io.carillon.gateway.bench.NodeCpu;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Part;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Progress;
import io.carillon.gateway.bench.Protocol;
import io.carillon.gateway.bench.Sent;
import io.carillon.gateway.bench.Share;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.TcpRelay;
import io.carillon.gateway.testkit.TestNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loads a real node. */
class RunTest {
  private static final int DEADLINE_SECONDS = 50;

  private static TestNode node;

  @BeforeAll
  static void start() {
    node =
        TestNode.start(
            "namespaces={default: {publish: anyone},"
                + " deep: {history: {size: 100000, ttl: 5m}},"
                + " shallow: {history: {size: 1, ttl: 5m}}}",
            "routes=[{path: /connection/websocket, serve: centrifuge},"
                + " {path: /subscribe, serve: subscribe},"
                + " {path: /raw, serve: subscribe, publish: true}]");
  }

  @AfterAll
  static void stop() {
    node.awaitClients(0);
    node.close();
  }

  @ParameterizedTest
  @CsvSource({
    "CENTRIFUGE_JSON, ws, /connection/websocket",
    "CENTRIFUGE_PROTOBUF, ws, /connection/websocket",
    "RAW, ws, /subscribe?channel={channel}",
    "SSE, http, /subscribe?channel={channel}"
  })
  void connectionsAreOpenedAndHeld(Protocol protocol, String scheme, String path) throws Exception {
    Outcome outcome = Plans.run(Plans.connect(protocol, 25, url(scheme, path)));

    Counters counters = outcome.parts().get(0).counters();
    assertTrue(outcome.clean(), outcome.toString());
    assertEquals(25, counters.wanted());
    assertEquals(25, counters.opened());
    Part part = outcome.parts().get(0);
    assertEquals(25, part.connect().histogram().getTotalCount());
    assertEquals(25, part.handshake().histogram().getTotalCount());
    boolean says = path.startsWith("/connection");
    assertEquals(says ? 25 : 0, part.subscribe().histogram().getTotalCount());
    assertTrue(counters.measuredNanos() >= TimeUnit.MILLISECONDS.toNanos(100), counters.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "CENTRIFUGE_JSON, ws, /connection/websocket, 100",
    "CENTRIFUGE_JSON, ws, /connection/websocket, 0",
    "CENTRIFUGE_PROTOBUF, ws, /connection/websocket, 100",
    "RAW, ws, /subscribe?channel={channel}, 100",
    "SSE, http, /subscribe?channel={channel}, 100"
  })
  void whatIsPublishedOverHttpIsHeardByAll(
      Protocol protocol, String scheme, String path, double rate) throws Exception {
    Plan plan = Plans.fanout(protocol, 12, rate, admin(), url(scheme, path));

    Outcome outcome = Plans.run(Plans.on(plan, protocol + "-" + rate + "-{n}", 4, 2));

    Part part = outcome.parts().get(0);
    Counters counters = part.counters();
    assertTrue(outcome.clean(), outcome.toString());
    assertTrue(counters.sent() > 0, outcome.toString());
    // Each channel is heard by half of the connections.
    assertEquals(6 * counters.sent(), counters.expected());
    assertEquals(counters.expected(), counters.received());
    assertTrue(part.delivery().histogram().getTotalCount() > 0, outcome.toString());
    assertTrue(part.publish().histogram().getTotalCount() > 0, outcome.toString());
    assertEquals(List.of(admin()), outcome.nodes().stream().map(NodeCpu::url).toList());
    assertTrue(outcome.nodes().get(0).seconds() > 0, outcome.toString());
    assertEquals(12, part.silence().histogram().getTotalCount());
    assertEquals(
        counters.received(), part.seconds().stream().mapToLong(one -> one.received()).sum());
  }

  @ParameterizedTest
  @CsvSource({
    "/connection/websocket, CENTRIFUGE_JSON, true",
    "/connection/websocket, CENTRIFUGE_PROTOBUF, true",
    "/raw?channel={channel}, CENTRIFUGE_JSON, false"
  })
  void whatIsPublishedOverAWebSocketIsHeardByAll(String path, Protocol protocol, boolean answered)
      throws Exception {
    Plan plan = Plans.fanout(protocol, 6, 100, url("ws", path), url("ws", "/connection/websocket"));
    Plan several = plan.withTraffic(plan.traffic().withPublishers(3));

    Outcome outcome = Plans.run(Plans.on(several, path.substring(1, 4) + protocol + "-{n}", 2, 1));

    Part part = outcome.parts().get(0);
    Counters counters = part.counters();
    assertEquals(answered, part.publish().histogram().getTotalCount() > 0, outcome.toString());
    assertTrue(outcome.clean(), outcome.toString());
    assertTrue(counters.sent() > 0, outcome.toString());
    assertEquals(3 * counters.sent(), counters.received());
  }

  @Test
  void connectionsThatBreakComeBackAndAreBroughtWhatTheyMissed() throws Exception {
    Counters counters = broken("deep:{n}", 20, 10_000).parts().get(0).counters();

    assertTrue(counters.clean(), counters.toString());
    assertEquals(5, counters.closed());
    assertEquals(5, counters.reconnected());
    assertTrue(counters.recovered() > 0, counters.toString());
    assertEquals(0, counters.unrecovered());
  }

  @Test
  void withoutARateConnectionsThatBreakHoldNobodyBackForLong() throws Exception {
    Counters counters = broken("deep:closed", 0, 10_000).parts().get(0).counters();

    assertTrue(counters.clean(), counters.toString());
    assertEquals(5, counters.reconnected());
    assertEquals(5 * counters.sent(), counters.received());
  }

  @Test
  void whatCannotBeBroughtIsToldAndCountsAsLost() throws Exception {
    Outcome outcome = broken("shallow:{n}", 400, 1_000);

    Counters counters = outcome.parts().get(0).counters();
    assertFalse(outcome.clean());
    assertEquals(5, counters.reconnected());
    assertTrue(counters.unrecovered() >= 1, counters.toString());
    assertTrue(counters.lost() > 0, counters.toString());
    assertEquals(counters.expected(), counters.received() + counters.lost());
  }

  @Test
  void severalServersShareTheConnectionsAndAllHear() throws Exception {
    try (TcpRelay one = TcpRelay.before(node.port());
        TcpRelay other = TcpRelay.before(node.port())) {
      Plan plan =
          Plans.fanout(Protocol.CENTRIFUGE_JSON, 6, 100, admin(), clients(one), clients(other));

      Counters counters = counters(Plans.run(Plans.on(plan, "shared-{n}", 3, 1)));

      assertTrue(counters.clean(), counters.toString());
      assertEquals(2 * counters.sent(), counters.received());
      assertEquals(3, one.accepted());
      assertEquals(3, other.accepted());
    }
  }

  @Test
  void connectionsWhoseServerIsGoneComeBackToTheNext() throws Exception {
    TcpRelay dying = TcpRelay.before(node.port());
    try (TcpRelay other = TcpRelay.before(node.port())) {
      Plan plan =
          Plans.fanout(Protocol.CENTRIFUGE_JSON, 6, 20, admin(), clients(dying), clients(other));
      Plan longer = Plans.lasting(Plans.on(plan, "deep:next", 1, 1), 30_000, 10_000, 20_000);
      try (Load load = Run.of(longer)) {
        CompletableFuture<Outcome> outcome = load.whole();
        Await.until(() -> counters(load).received() > 25, () -> "received: " + counters(load));
        dying.close();
        Await.until(() -> counters(load).reconnected() == 3, () -> "back: " + counters(load));
        load.stop();

        Counters counters = counters(outcome.get(DEADLINE_SECONDS, TimeUnit.SECONDS));
        assertTrue(counters.clean(), counters.toString());
        assertEquals(3, counters.closed());
        assertEquals(6, other.accepted());
      }
    } finally {
      dying.close();
    }
  }

  private static String clients(TcpRelay relay) {
    return "ws://127.0.0.1:" + relay.port() + "/connection/websocket";
  }

  // Five connections of which each breaks in the midst; what is still due is waited for so long.
  private static Outcome broken(String channel, double rate, long drainMillis) throws Exception {
    try (TcpRelay relay = TcpRelay.before(node.port())) {
      Plan plan = Plans.fanout(Protocol.CENTRIFUGE_JSON, 5, rate, admin(), clients(relay));
      Plan longer = Plans.lasting(Plans.on(plan, channel, 1, 1), 30_000, drainMillis, 20_000);
      try (Load load = Run.of(longer)) {
        CompletableFuture<Outcome> outcome = load.whole();
        Await.until(() -> counters(load).received() > 25, () -> "received: " + counters(load));
        relay.reset();
        Await.until(() -> counters(load).reconnected() == 5, () -> "back: " + counters(load));
        load.stop();
        return outcome.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  private static Counters counters(Load load) {
    return load.progress().counters();
  }

  @Test
  void channelsThatAreRefusedAreToldWithTheirError() throws Exception {
    Plan plan = Plans.connect(Protocol.CENTRIFUGE_JSON, 4, url("ws", "/connection/websocket"));

    Part part = Plans.run(Plans.on(plan, "nowhere:{n}", 2, 1)).parts().get(0);

    assertEquals(4, part.counters().failed());
    String what =
        "127.0.0.1:" + node.port() + ": subscribe was refused with error 102, unknown channel";
    assertEquals(List.of(new Failure(what, 4)), part.failures());
  }

  @Test
  void oneThatIsStoppedReportsWhatItHas() throws Exception {
    Plan plan =
        Plans.lasting(
            Plans.connect(Protocol.CENTRIFUGE_JSON, 5, url("ws", "/connection/websocket")),
            600_000,
            600_000,
            10_000);
    try (Load load = Run.of(plan)) {
      CompletableFuture<Outcome> outcome = load.whole();
      Await.until(
          () -> load.progress().phase() == Progress.Phase.MEASURING, () -> "" + load.progress());

      load.stop();

      assertEquals(
          5, outcome.get(DEADLINE_SECONDS, TimeUnit.SECONDS).parts().get(0).counters().opened());
    }
  }

  @Test
  void oneThatIsStoppedTooSoonForSomeConnectionsSaysHowManyHadNotBegun() throws Exception {
    Plan plan = Plans.connect(Protocol.CENTRIFUGE_JSON, 500, url("ws", "/connection/websocket"));
    Crowd slow = new Crowd(500, 10, 2, 1, 1, "bench", 2);
    try (Load load = Run.of(plan.withCrowd(slow))) {
      CompletableFuture<Outcome> outcome = load.whole();
      Await.until(() -> counters(load).opened() > 0, () -> "" + load.progress());

      load.stop();

      Outcome ended = outcome.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      Counters counters = ended.parts().get(0).counters();
      assertTrue(ended.early(), ended.toString());
      assertEquals(500, counters.wanted());
      assertEquals(500, counters.opened() + counters.notBegun());
    }
  }

  @Test
  void oneMachineHearsWhatAnotherPublishes() throws Exception {
    Plan plan =
        Plans.fanout(Protocol.CENTRIFUGE_JSON, 4, 100, admin(), url("ws", "/connection/websocket"));
    Plan whole = Plans.on(plan, "both-{n}", 1, 1);
    Share share = whole.share();
    Plan hearing = whole.withTraffic(whole.traffic().withPublishers(0));
    Plan publishing =
        whole.withCrowd(whole.crowd().withAmount(2)).withShare(new Share(share.run(), 4, 0, 0));
    try (Load one = Run.of(hearing);
        Load other = Run.of(publishing)) {
      CompletableFuture.allOf(one.open(), other.open()).get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      CompletableFuture<Sent> silent = one.run();
      Sent sent = other.run().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      sent = sent.and(silent.get(DEADLINE_SECONDS, TimeUnit.SECONDS));

      Counters heard = counters(one.finish(sent).get(DEADLINE_SECONDS, TimeUnit.SECONDS));
      Counters both =
          heard.plus(counters(other.finish(sent).get(DEADLINE_SECONDS, TimeUnit.SECONDS)));

      assertTrue(both.clean(), both.toString());
      assertTrue(both.sent() > 0, both.toString());
      assertEquals(4 * both.sent(), heard.received());
      assertEquals(6 * both.sent(), both.received());
    }
  }

  private static Counters counters(Outcome outcome) {
    assertEquals(Kind.FANOUT, outcome.plan().kind());
    return outcome.parts().get(0).counters();
  }

  private static String url(String scheme, String path) {
    return scheme + "://127.0.0.1:" + node.port() + path;
  }

  private static String admin() {
    return "http://127.0.0.1:" + node.adminPort();
  }
}
