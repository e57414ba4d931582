package io.carillon.gateway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.carillon.gateway.testkit.CentrifugeClient;
import io.carillon.gateway.testkit.EchoServers;
import io.carillon.gateway.testkit.Exposed;
import io.carillon.gateway.testkit.RawWebSocket;
import io.carillon.gateway.testkit.TestNode;
import io.carillon.gateway.testkit.TlsFiles;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of metrics in the README, against what a node exposes that has been used. */
class MetricsTableTest {
  private static final Pattern USED =
      Pattern.compile("\\b(?:carillon|jvm|process|system|vertx)_[a-z_]*[a-z]\\b");
  private static Map<String, String> exposed;

  @BeforeAll
  static void useANode(@TempDir Path directory) {
    TlsFiles tls = TlsFiles.make(directory, "node", "dns:localhost");
    try (EchoServers servers = new EchoServers();
        TestNode node =
            TestNode.start(
                "listeners.public.tls.port=0",
                "listeners.public.tls.certificate=" + tls.certificate(),
                "listeners.public.tls.key=" + tls.key(),
                "routes=[{path: /subscribe, serve: subscribe},"
                    + " {path: /connection/websocket, serve: centrifuge},"
                    + " {path: /echo/, proxy: p}]",
                "pools={p: {targets: [{name: a, url: '" + servers.start("a") + "'}]}}");
        RawWebSocket listener = RawWebSocket.open(node.port(), "/subscribe?channel=a")) {
      node.awaitSubscribers("a", 1);
      node.publish("a", 1);
      listener.readText();
      RawWebSocket.open(node.port(), "/subscribe?channel=a").close();
      try (CentrifugeClient client = CentrifugeClient.connect(node)) {
        client.refused("publish", new JsonObject().put("channel", "a").put("data", 1));
      }
      node.awaitClients(1);
      RawWebSocket.open(node.port(), "/echo/").close();
      Exposed.await(node, "carillon_target_links{pool=\"p\",target=\"a\"}", 0);
      exposed = Exposed.of(node).metrics();
    }
  }

  @AfterAll
  static void forget() {
    exposed = null;
  }

  @Test
  void tableTellsOfWhatIsExposedAndOfNothingElse() {
    // What nodes that are joined tell, and those on Redis, is for the tests of these.
    String names = "carillon_(?!cluster|bus|broker|redis)\\w+";
    assertEquals(Table.exposed(exposed, names), Table.told(names));
  }

  @Test
  void whatIsNotOursIsOfTheKindsThatTheTableNames() {
    Set<String> others = new TreeSet<>(exposed.keySet());
    others.removeIf(name -> name.matches("(carillon|jvm|process|system)_.*"));
    others.removeIf(name -> name.matches("vertx_(pool|eventbus)_.*"));
    assertEquals(Set.of(), others);
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "conf/prometheus-alerts.yml", "conf/grafana-dashboard.json"})
  void everyMetricThatIsAskedForIsThere(String file) throws IOException {
    Set<String> used =
        USED.matcher(Files.readString(Path.of(file)))
            .results()
            .map(match -> match.group().replaceFirst("_(bucket|count|sum)$", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertFalse(used.isEmpty());
    used.removeAll(exposed.keySet());
    // What a cluster exposes is held against its rows by ClusterFiguresTest.
    used.removeIf(name -> !Table.told(name).isEmpty());
    // What tells of backends is there with them only, and asked for by DelegationTest.
    used.removeIf(name -> name.startsWith("carillon_backend_"));
    assertEquals(Set.of(), used);
  }
}
