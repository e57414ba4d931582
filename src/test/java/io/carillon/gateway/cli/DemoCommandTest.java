package io.carillon.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.config.ConfigException;
import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.node.GatewayNode;
import io.carillon.gateway.testkit.Ports;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TlsFiles;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class DemoCommandTest {
  private static final int NODES = 3;
  private static final int DEADLINE_SECONDS = 60;

  private final StringWriter err = new StringWriter();
  private final int base = Ports.freeRow(4 * NODES);

  @Test
  void publicationOnOneNodeIsHeardOnAnotherAndNothingIsLeftAfterwards() throws Exception {
    List<GatewayNode> nodes = start(plan(NODES)).nodes();
    List<TestNode> clients = nodes.stream().map(TestNode::of).toList();
    try (RawWebSocket listener = RawWebSocket.open(base, "/subscribe?channel=demo:lobby")) {
      clients.get(0).awaitSubscribers("demo:lobby", 1);
      clients.get(1).publish("demo:lobby", "hello");

      assertEquals("\"hello\"", listener.readText());
    } finally {
      RunningNodes.close(nodes).await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
    assertEquals(List.of(), taken());
  }

  @Test
  void pageAndGreetingTellWhereTheNodesAre() throws Exception {
    List<GatewayNode> nodes = start(plan(2)).nodes();
    try {
      HttpResponse<String> settings = TestNode.of(nodes.get(1)).get("/demo/config.json");
      String greeting = Greeting.of(nodes);

      assertEquals(
          new JsonArray()
              .add(new JsonObject().put("name", "demo-1").put("port", base))
              .add(new JsonObject().put("name", "demo-2").put("port", base + 1)),
          new JsonObject(settings.body()).getJsonArray("nodes"));
      String policy = settings.headers().firstValue("Content-Security-Policy").orElse("");
      assertTrue(
          policy.endsWith("connect-src 'self' ws://*:" + base + " ws://*:" + (base + 1)), policy);
      assertTrue(greeting.contains("  demo-2  http://127.0.0.1:" + (base + 1) + "/demo/\n"));
      assertTrue(greeting.contains(":" + (base + NODES + 1) + "/api/publish\n"), greeting);
    } finally {
      RunningNodes.close(nodes).await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Test
  void singleNodeIsNoCluster() throws Exception {
    List<GatewayNode> nodes = start(plan(1)).nodes();
    try {
      assertEquals(List.of(base), ports(nodes));
      assertFalse(nodes.get(0).config().cluster().enabled());
    } finally {
      RunningNodes.close(nodes).await(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Test
  void everyPortInUseIsToldAndNothingIsStarted() throws Exception {
    try (ServerSocket one = take(base + 1);
        ServerSocket other = take(base + 3 * NODES + 2)) {
      assertEquals(1, demo("--nodes", "3"));

      assertTrue(err.toString().startsWith("cannot start: "), err.toString());
      assertTrue(
          err.toString().contains("\n  listeners.public.port: " + (base + 1) + " of demo-2: "),
          err.toString());
      assertTrue(
          err.toString()
              .contains("\n  cluster.busPort: " + (base + 3 * NODES + 2) + " of demo-3: "),
          err.toString());
      assertEquals(List.of(one.getLocalPort(), other.getLocalPort()), taken());
    }
  }

  @Test
  void pagesNeedAPortOfClearText(@TempDir Path directory) {
    TlsFiles files = TlsFiles.make(directory, "demo", "dns:localhost");
    String certificate = "listeners.public.tls.certificate=" + files.certificate();
    String key = "listeners.public.tls.key=" + files.key();

    assertEquals(1, demo("--set", "listeners.public.port=off", "--set", certificate, "--set", key));

    assertTrue(
        err.toString().contains("listeners.public.port: found off, wanted a port"), err.toString());
  }

  @Test
  void portTakenWhileNodesStartEndsThoseThatAreUp() throws Exception {
    List<GatewayConfig> plan = plan(NODES);
    try (ServerSocket one = take(base + 1)) {
      Exception failure = assertThrows(IllegalStateException.class, () -> start(plan));

      assertTrue(failure.getMessage().startsWith("demo-2: listeners.public"), failure.toString());
      assertEquals(List.of(one.getLocalPort()), taken());
    }
  }

  @Test
  void portsOfNodesThatMeetAreTold() {
    assertEquals(1, demo("--nodes", "3", "--set", "listeners.admin.port=" + (base + 2)));
    assertTrue(
        err.toString()
            .contains(
                "listeners.public.port: "
                    + (base + 2)
                    + " of demo-3 is also listeners.admin.port of demo-1"),
        err.toString());
  }

  @Test
  void lastNodeNeedsAPortToo() {
    assertEquals(1, demo("--nodes", "3", "--set", "cluster.busPort=65534"));
    assertTrue(
        err.toString().contains("cluster.busPort: found 65534, wanted at most 65533, for 3 nodes"),
        err.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "10", "x", ""})
  void numberOfNodesThatMakesNoSenseIsAMistakeOfTheCommandLine(String count) {
    assertEquals(2, demo("--nodes", count));
    assertTrue(err.toString().contains("--nodes"), err.toString());
  }

  @Test
  void mistakeInTheConfigurationIsToldOnce() {
    assertEquals(1, demo("--set", "node.eventLoops=x"));
    assertTrue(err.toString().startsWith("1 mistake in the configuration:"), err.toString());
  }

  @Test
  void nodesAreOnLoopbackAndLightUnlessToldOtherwise() {
    GatewayConfig quiet = plan(2).get(1);
    GatewayConfig told =
        plan(2, "listeners.public.host=0.0.0.0", "node.eventLoops=2", "cluster.majorityOf=2")
            .get(1);

    assertEquals("127.0.0.1", quiet.listeners().publicListener().host());
    assertEquals(1, quiet.node().eventLoops());
    assertEquals("0.0.0.0", told.listeners().publicListener().host());
    assertEquals(2, told.node().eventLoops());
    assertEquals(2, told.cluster().majorityOf());
    assertEquals(Optional.of("127.0.0.1"), told.cluster().host());
  }

  @Test
  void twoDemosNeverMeetWhateverTheConfigurationSays() {
    GatewayConfig one = plan(2, "cluster.name=same", "cluster.kubernetes.service=same").get(0);
    GatewayConfig other = plan(2, "cluster.name=same", "cluster.members=[elsewhere]").get(0);

    assertNotEquals(one.cluster().name(), other.cluster().name());
    assertEquals(Optional.empty(), one.cluster().kubernetesService());
    assertEquals(one.cluster().members(), other.cluster().members());
  }

  @Test
  void mistakesAreFoundBeforeAnythingIsPlanned() {
    assertThrows(ConfigException.class, () -> plan(2, "nonsense=1"));
  }

  private List<String> settings() {
    return List.of(
        "listeners.public.port=" + base,
        "listeners.admin.port=" + (base + NODES),
        "cluster.port=" + (base + 2 * NODES),
        "cluster.busPort=" + (base + 3 * NODES));
  }

  private List<GatewayConfig> plan(int nodes, String... more) {
    String[] arguments =
        Stream.concat(settings().stream(), Stream.of(more))
            .flatMap(set -> Stream.of("--set", set))
            .toArray(String[]::new);
    return DemoPlan.of(CommandLine.populateCommand(new ConfigOptions(), arguments), nodes);
  }

  private static DemoCluster start(List<GatewayConfig> plan) throws Exception {
    return DemoCluster.start(plan).await(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private int demo(String... arguments) {
    List<String> command = new ArrayList<>(List.of("demo"));
    settings().forEach(set -> command.addAll(List.of("--set", set)));
    command.addAll(List.of(arguments));
    return Carillon.commandLine()
        .setErr(new PrintWriter(err, true))
        .execute(command.toArray(String[]::new));
  }

  private static List<Integer> ports(List<GatewayNode> nodes) {
    return nodes.stream().map(GatewayNode::publicPort).toList();
  }

  private List<Integer> taken() {
    return IntStream.range(base, base + 4 * NODES)
        .filter(port -> !Ports.isFree(port))
        .boxed()
        .toList();
  }

  private static ServerSocket take(int port) throws Exception {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }
}
