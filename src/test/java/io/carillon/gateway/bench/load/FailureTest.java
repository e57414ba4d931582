package io.carillon.gateway.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.bench.BenchException;
import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Failure;
import io.carillon.gateway.bench.Kind;
import io.carillon.gateway.bench.Load;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Part;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Protocol;
import io.carillon.gateway.bench.Target;
import io.carillon.gateway.bench.client.Endpoint;
import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.Ports;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TlsFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a bench says of connections and messages that are not wanted. */
class FailureTest {
  private static TestNode node;
  private static OddServer server;

  @BeforeAll
  static void start() {
    node = TestNode.start("auth.anonymous=false", "listeners.admin.apiKey=secret");
    server = OddServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
    node.close();
  }

  @ParameterizedTest
  @CsvSource({"401, Unauthorized", "403, Forbidden", "404, Not Found", "503, Service Unavailable"})
  void handshakesThatAreRefusedAreToldWithTheirStatus(int status, String reason) throws Exception {
    Part part = failing(Plans.connect(Protocol.RAW, 3, server.url("/status/" + status)));

    assertEquals(
        List.of(
            new Failure(
                host(server.url("")) + ": the handshake was answered with " + status + " " + reason,
                3)),
        part.failures());
  }

  @Test
  void eventsThatAreNoneAreTold() throws Exception {
    Part part = failing(Plans.connect(Protocol.SSE, 2, server.publish() + "/status/200"));

    assertEquals(
        host(server.url("")) + ": answered with nothing, wanted text/event-stream",
        part.failures().get(0).what());
  }

  @Test
  void nobodyThereIsToldOnceWithACount() throws Exception {
    int port = Ports.free();

    Part part = failing(Plans.connect(Protocol.RAW, 7, "ws://127.0.0.1:" + port + "/"));

    assertEquals(
        List.of(new Failure("127.0.0.1:" + port + ": connection refused", 7)), part.failures());
  }

  @Test
  void oneThatDoesNotAnswerIsGivenUpOn() throws Exception {
    Plan plan = Plans.lasting(Plans.connect(Protocol.RAW, 2, server.url("/silent")), 10, 10, 300);

    assertEquals(
        host(server.url("")) + ": no connection that hears within 0.3 s",
        failing(plan).failures().get(0).what());
  }

  @Test
  void publishersThatGetNoAnswerAreGivenUpOn() throws Exception {
    Plan plan = Plans.lasting(fanoutToNobodyWhoAnswers(), 300, 10, 300);

    Part part = Plans.run(plan).parts().get(0);

    assertTrue(part.counters().failed() > 0, part.toString());
    assertEquals(0, part.counters().sent());
    assertEquals(
        "publisher " + host(server.url("")) + ": no connection that publishes within 0.3 s",
        part.failures().get(0).what());
  }

  @Test
  void oneThatIsStoppedWaitsForNoPublisher() throws Exception {
    Plan plan = Plans.lasting(fanoutToNobodyWhoAnswers(), 600_000, 10, 600_000);
    try (Load load = Run.of(plan)) {
      CompletableFuture<Outcome> outcome = load.whole();
      Await.until(() -> load.progress().counters().opened() == 1, () -> "" + load.progress());

      load.stop();

      assertEquals(0, outcome.get(50, TimeUnit.SECONDS).parts().get(0).counters().sent());
    }
  }

  private static Plan fanoutToNobodyWhoAnswers() {
    return Plans.fanout(Protocol.SOCKETIO, 1, 50, server.url("/silent"), server.url("/socket.io/"));
  }

  @Test
  void clientsWithoutATokenAreToldWhatTheServerSaid() throws Exception {
    String url = "ws://127.0.0.1:" + node.port() + "/connection/websocket";

    String what = failing(Plans.connect(Protocol.CENTRIFUGE_JSON, 2, url)).failures().get(0).what();

    assertEquals(host(url) + ": closed by the server with 3500 invalid token", what);
  }

  @Test
  void publishersWithoutAKeyAreRefusedAndNothingIsMissed() throws Exception {
    Plan plan =
        Plans.fanout(
            Protocol.SOCKETIO,
            1,
            50,
            "http://127.0.0.1:" + node.adminPort(),
            server.url("/socket.io/"));

    Part part = Plans.run(plan).parts().get(0);

    assertTrue(part.counters().refused() > 0, part.toString());
    assertEquals(part.counters().sent(), part.counters().refused());
    assertEquals(0, part.counters().expected() + part.counters().lost());
    assertFalse(part.counters().clean());
    assertEquals(
        "127.0.0.1:" + node.adminPort() + ": publish was answered with 401 Unauthorized",
        part.failures().get(0).what());
  }

  @Test
  void certificatesCountUnlessAnyWillDo(@TempDir Path directory) throws Exception {
    TlsFiles files = TlsFiles.make(directory, "odd", "ip:127.0.0.1");
    try (OddServer tls = OddServer.startTls(files)) {
      String url = tls.url("/faithful").replace("ws:", "wss:");
      TlsFiles stranger = TlsFiles.make(directory, "stranger", "ip:127.0.0.1");

      assertTrue(Plans.run(Plans.echo(Kind.ECHO, 2, 0, url)).clean());
      assertTrue(Plans.run(checked(url, Files.readString(files.certificate()))).clean());
      for (String authorities : List.of("", Files.readString(stranger.certificate()))) {
        String what = failing(checked(url, authorities)).failures().get(0).what();
        assertTrue(what.startsWith(host(url) + ": TLS failed: "), what);
      }
    }
  }

  private static Plan checked(String url, String authorities) {
    Plan any = Plans.echo(Kind.ECHO, 2, 0, url);
    return new Plan(
        Kind.ECHO,
        new Target(List.of(url), Protocol.RAW, "", "", List.of(), false, authorities),
        any.crowd(),
        any.traffic(),
        any.times(),
        any.share());
  }

  @Test
  void connectionsComeFromTheAddressesThatWereAskedFor() throws Exception {
    Plan plan = Plans.echo(Kind.ECHO, 4, 0, server.url("/faithful"));
    Target target = plan.target();

    assertTrue(Plans.run(from(plan, target, "127.0.0.1", "127.0.0.2")).clean());
    String what = failing(from(plan, target, "203.0.113.9")).failures().get(0).what();
    assertTrue(what.contains("not an address of this machine"), what);
  }

  private static Plan from(Plan plan, Target target, String... addresses) {
    return new Plan(
        plan.kind(),
        new Target(target.urls(), Protocol.RAW, "", "", List.of(addresses), true, ""),
        plan.crowd(),
        plan.traffic(),
        plan.times(),
        plan.share());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://127.0.0.1/", "127.0.0.1:8080", "ws://", "ws://a b/", "ws:///x"})
  void urlsThatAreNoneAreRefusedBeforeAnything(String url) {
    Plan plan = Plans.connect(Protocol.RAW, 1, url);

    BenchException refused = assertThrows(BenchException.class, () -> Run.of(plan));

    assertTrue(refused.getMessage().startsWith(url + ": "), refused.getMessage());
  }

  @Test
  void hostsThatNobodyKnowsAreRefusedBeforeAnything() {
    Plan plan = Plans.connect(Protocol.RAW, 1, "ws://nowhere.invalid/");

    assertEquals(
        "nowhere.invalid: no such host",
        assertThrows(BenchException.class, () -> Run.of(plan)).getMessage());
  }

  @Test
  void moreConnectionsThanFilesOrPortsAreRefusedBeforeAnything() {
    Plan plan = Plans.connect(Protocol.RAW, 1000, server.url("/"));

    assertEquals(
        "1000 connections want 1200 open files, and this process may have 1024: raise it with"
            + " ulimit -n 1200",
        assertThrows(BenchException.class, () -> PlanCheck.files(plan, 1024)).getMessage());
    Plan many = Plans.connect(Protocol.RAW, 60_000, server.url("/"));
    assertEquals(
        "60000 connections want 3 addresses to connect from, with 28000 ports each, as in"
            + " --source-addresses 127.0.0.1,127.0.0.2",
        assertThrows(BenchException.class, () -> PlanCheck.ports(many, endpoints(many), 28_000))
            .getMessage());
    Plan paths = Plans.connect(Protocol.RAW, 60_000, server.url("/a"), server.url("/b"));
    assertThrows(BenchException.class, () -> PlanCheck.ports(paths, endpoints(paths), 28_000));
    Plan servers = Plans.connect(Protocol.RAW, 50_000, server.url("/"), "ws://127.0.0.1:1/");
    PlanCheck.ports(servers, endpoints(servers), 28_000);
  }

  private static List<Endpoint> endpoints(Plan plan) {
    return plan.target().urls().stream().map(Endpoint::of).toList();
  }

  private static Part failing(Plan plan) throws Exception {
    try (Load load = Run.of(plan)) {
      Outcome outcome = load.whole().get(50, TimeUnit.SECONDS);
      Counters counters = outcome.parts().get(0).counters();
      assertFalse(outcome.clean(), outcome.toString());
      assertEquals(counters.wanted(), counters.failed());
      assertEquals(0, counters.opened());
      return outcome.parts().get(0);
    }
  }

  private static String host(String url) {
    return url.replaceAll("^wss?://([^/]*).*$", "$1");
  }
}
