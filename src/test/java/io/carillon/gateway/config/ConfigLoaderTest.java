package io.carillon.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
  private static final Path COMPLETE = Path.of("conf/carillon.yaml");

  @Test
  void completeFileSaysWhatHoldsWithoutIt() {
    assertEquals(
        ConfigLoader.defaults(), ConfigLoader.load(Optional.of(COMPLETE), List.of(), Map.of()));
  }

  @Test
  void completeFileNamesEveryKey() throws Exception {
    String text = Files.readString(COMPLETE);
    for (String path : ConfigLoader.knownKeys()) {
      String key = path.substring(path.lastIndexOf('.') + 1);
      assertTrue(text.contains(key + ":"), path + " is not in " + COMPLETE);
    }
  }

  @Test
  void environmentWinsOverFileAndOptionsOverBoth() {
    String file = "sessions: { maxChannels: 1, pingInterval: 20s, pongTimeout: 1s }";
    GatewayConfig config =
        ConfigLoader.load(
            file,
            List.of("sessions.maxChannels=3"),
            Map.of("CARILLON_SESSIONS_MAXCHANNELS", "2", "CARILLON_SESSIONS_PINGINTERVAL", "21s"),
            new ArrayList<>());

    assertEquals(3, config.sessions().maxChannels());
    assertEquals(Duration.ofSeconds(21), config.sessions().pingInterval());
    assertEquals(Duration.ofSeconds(1), config.sessions().pongTimeout());
  }

  @Test
  void optionsMayHoldListsAndMappings() {
    GatewayConfig config =
        load(
            "",
            "routes=[{path: /x, serve: subscribe, channels: ['news:a'], publish: true}]",
            "namespaces.news={history: {size: 5, ttl: 1m}}");

    assertEquals(List.of("news:a"), config.routes().get(0).channels());
    assertEquals(5, config.policyOf("news:b").orElseThrow().history().size());
  }

  @Test
  void givenNamespacesReplaceTheDefaultOnesButDefaultIsAlwaysThere() {
    GatewayConfig config = load("namespaces: { news: {} }");

    assertTrue(config.policyOf("demo:x").isEmpty());
    assertTrue(config.policyOf("news:x").isPresent());
    assertTrue(config.policyOf("x").isPresent());
  }

  @Test
  void variablesThatKubernetesSetsForAServiceAreNotOurs() {
    ConfigLoader.load(
        "",
        List.of(),
        Map.of(
            "CARILLON_SERVICE_HOST", "10.0.0.1",
            "CARILLON_SERVICE_PORT_HTTP", "80",
            "CARILLON_PORT", "tcp://10.0.0.1:80",
            "CARILLON_PORT_80_TCP_ADDR", "10.0.0.1"),
        new ArrayList<>());
  }

  @Test
  void everyMistakeIsReportedAtOnce() {
    ConfigException mistakes =
        assertThrows(
            ConfigException.class,
            () ->
                ConfigLoader.load(
                    """
                    listeners:
                      public: { port: eighty }
                    sesions: {}
                    sessions: { pongTimeout: 30s }
                    """,
                    List.of("node.eventLoops=65"),
                    Map.of("CARILLON_NODE_NAM", "x"),
                    new ArrayList<>()));

    assertEquals(
        List.of(
            "CARILLON_NODE_NAM: found an unknown variable, wanted the name of a key; did you mean"
                + " CARILLON_NODE_NAME?",
            "node.eventLoops: found '65' (--set), wanted a number from 0 to 64",
            "listeners.public.port: found 'eighty' (line 2), wanted a number from 0 to 65535",
            "sessions.pongTimeout: found '30s' (line 4), wanted less than pingInterval",
            "sesions: found an unknown key (line 3), wanted one of node, listeners, auth, sessions,"
                + " namespaces, channels, routes; did you mean sessions?"),
        mistakes.complaints().stream().map(Complaint::toString).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: [1 | found while parsing a flow sequence (line",
        "[]    | found a list (line 1), wanted keys and values",
        "node: {name: *a} | node.name: found an anchor or alias (line 1), wanted values written",
        "'node: {name: a}\n---\nb: c' | found more behind the end (line 3), wanted one document",
        "node: {name: a, name: b} | node.name: found the key again (line 1), wanted each key once",
        "node: x | node: found 'x' (line 1), wanted a mapping",
        "node: {name: [a]} | node.name: found a list (line 1), wanted a text",
        "auth: {anonymous: yes} | auth.anonymous: found 'yes' (line 1), wanted true or false",
        "listeners: {admin: {host: 0.0.0.0}} | listeners.admin.apiKey: found nothing (line 1), wanted a key",
        "listeners: {admin: {port: 8080}} | listeners.admin.port: found '8080' (line 1), wanted another port",
        "listeners: {admin: {apiKey: [s3cret]}} | listeners.admin.apiKey: found something else (line 1)",
        "listeners: {admin: {maxBodyBytes: 1TiB}} | listeners.admin.maxBodyBytes: found '1TiB' (line 1), wanted bytes",
        "listeners: {public: {host: ' '}} | listeners.public.host: found ' ' (line 1), wanted an address",
        "listeners: {public: {allowedOrigins: ['example.com']}} | listeners.public.allowedOrigins: found a list",
        "listeners: {public: {allowedOrigins: x}} | listeners.public.allowedOrigins: found 'x' (line 1), wanted a list",
        "sessions: {pingInterval: 25} | sessions.pingInterval: found '25' (line 1), wanted a time from 10ms to 1h",
        "sessions: {pingInterval: 9ms} | sessions.pingInterval: found '9ms' (line 1), wanted a time from 10ms to 1h",
        "sessions: {maxMessageBytes: 124} | sessions.maxMessageBytes: found '124' (line 1), wanted bytes from 125",
        "sessions: {maxQueuedBytes: 1KiB} | sessions.maxQueuedBytes: found '1KiB' (line 1), wanted at least maxMess",
        "sessions: {maxChannels: 0} | sessions.maxChannels: found '0' (line 1), wanted a number from 1 to 100000",
        "namespaces: [] | namespaces: found a list (line 1), wanted a mapping",
        "namespaces: {'a:b': {}} | namespaces.a:b: found a mapping (line 1), wanted a name without a colon",
        "namespaces: {a: {history: {size: 1}}} | namespaces.a.history.ttl: found nothing (line 1), wanted size and",
        "namespaces: {a: {history: {ttl: 31d}}} | namespaces.a.history.ttl: found '31d' (line 1), wanted a time fr",
        "namespaces: {a: {publish: all}} | namespaces.a.publish: found 'all' (line 1), wanted one of server, subsc",
        "'channels: {'''': {}}' | channels.: found a mapping (line 1), wanted a name of 1 to 255",
        "routes: {} | routes: found a mapping (line 1), wanted a list",
        "'routes: [{path: demo/, serve: demo}]' | routes.0.path: found 'demo/' (line 1), wanted a path that begins",
        "'routes: [{path: /a, serve: demo}]' | routes.0.path: found '/a' (line 1), wanted a path that ends with /",
        "'routes: [{path: /a}]' | routes.0.serve: found nothing (line 1), wanted one of centrifuge, subscribe, demo",
        "'routes: [{path: /a, serve: proxy}]' | routes.0.serve: found 'proxy' (line 1), wanted one of centrifuge",
        "'routes: [{path: /a/, serve: demo, host: a b}]' | routes.0.host: found 'a b' (line 1), wanted a host name",
        "'routes: [{path: /a/, serve: demo, publish: true}]' | routes.0.publish: found 'true' (line 1), wanted false",
        "'routes: [{path: /a/, serve: demo, channels: [x:y]}]' | routes.0.channels: found a list (line 1), wanted names",
        "'routes: [{path: /a/, serve: demo}, {path: /a/, serve: demo}]' | routes.1.path: found '/a/' (line 1), wanted a path that routes.0 does not serve",
        "node: {nam: x} | node.nam: found an unknown key (line 1), wanted one of name, eventLoops; did you mean name?",
      })
  void mistakeIsNamedByPathValueAndWish(String file, String complaint) {
    List<String> complaints = complaints(file);

    assertEquals(1, complaints.size(), complaints.toString());
    assertTrue(complaints.get(0).startsWith(complaint), complaints.get(0));
  }

  @Test
  void fileThatCannotBeReadIsAMistakeToo() {
    ConfigException mistakes =
        assertThrows(
            ConfigException.class,
            () -> ConfigLoader.load(Optional.of(Path.of("conf/none.yaml")), List.of(), Map.of()));

    assertTrue(mistakes.getMessage().contains("none.yaml"), mistakes.getMessage());
  }

  @Test
  void optionIntoAPlainValueIsAMistake() {
    ConfigException mistakes =
        assertThrows(ConfigException.class, () -> load("node: { name: x }", "node.name.y=1", "z"));

    assertEquals(2, mistakes.complaints().size(), mistakes.getMessage());
  }

  @Test
  void keyNeverShows() {
    GatewayConfig config = load("listeners: { admin: { apiKey: s3cret } }");

    assertTrue(config.toString().contains("***"));
    assertEquals(-1, config.toString().indexOf("s3cret"));
  }

  private static GatewayConfig load(String file, String... options) {
    return ConfigLoader.load(file, Arrays.asList(options), Map.of(), new ArrayList<>());
  }

  private static List<String> complaints(String file) {
    return assertThrows(ConfigException.class, () -> load(file)).complaints().stream()
        .map(Complaint::toString)
        .toList();
  }
}
