package io.carillon.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.channel.Channel;
import io.carillon.gateway.error.GatewayException;
import io.carillon.gateway.wire.OriginPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  private static final Path COMPLETE = Path.of("conf/carillon.yaml");

  @Test
  void completeFileSaysWhatHoldsWithoutIt() {
    assertEquals(
        ConfigLoader.defaults(), ConfigLoader.load(Optional.of(COMPLETE), List.of(), Map.of()));
  }

  @Test
  void completeFileNamesEveryKey() throws Exception {
    Node file = YamlReader.read(CompleteFile.withExamples(), null, new ArrayList<>()).orElseThrow();
    KnownKeys asked = new KnownKeys();
    ConfigBinder.bind(Section.root((Node.Mapping) file, new ArrayList<>(), asked));
    Set<String> written = new TreeSet<>();
    collect(file, "", written);

    Set<String> missing = new TreeSet<>();
    asked.all().forEach(path -> missing.add(withoutNames(path)));
    missing.removeAll(written);

    assertEquals(Set.of(), missing, "keys that are not in " + COMPLETE);
  }

  @Test
  void examplesOfTheCompleteFileAreOnesAndTheirPoolSaysWhatHoldsWithoutIt() throws Exception {
    GatewayConfig shown = load(CompleteFile.withExamples());
    GatewayConfig defaults = load("pools: { chat: { targets: [url: 'http://127.0.0.1:3000'] } }");

    assertEquals(defaults.rules().pools(), shown.rules().pools());
    assertEquals(defaults.routes(), shown.routes().subList(0, shown.routes().size() - 1));
  }

  @Test
  void exampleOfAProxyIsAConfiguration() {
    GatewayConfig config =
        ConfigLoader.load(Optional.of(Path.of("conf/proxy.yaml")), List.of(), Map.of());

    assertEquals(Set.of("chat", "rooms"), config.rules().pools().keySet());
  }

  @Test
  void eachKeyThatStandsAloneHasAVariable() {
    for (String path : ConfigLoader.knownKeys().all()) {
      String variable = "CARILLON_" + path.replace('.', '_').toUpperCase(Locale.ROOT);
      ConfigException refused =
          assertThrows(
              ConfigException.class,
              () ->
                  ConfigLoader.load(
                      "node: { nonsense: 1 }",
                      List.of(),
                      Map.of(variable, "{}"),
                      new ArrayList<>()));

      assertTrue(!refused.getMessage().contains("unknown variable"), refused.getMessage());
    }
  }

  @Test
  void variablesMayHoldListsAndMappings() {
    GatewayConfig config =
        ConfigLoader.load(
            "",
            List.of(),
            Map.of(
                "CARILLON_ROUTES", "[{path: /x, serve: subscribe}]",
                "CARILLON_LISTENERS_PUBLIC_ALLOWEDORIGINS", "['https://example.com']"),
            new ArrayList<>());

    assertEquals("/x", config.routes().get(0).path());
    assertEquals(
        List.of("https://example.com"), config.listeners().publicListener().allowedOrigins());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[s3cret", "{s3cret}", "s3=cret", "*s3cret", "12", "true", "~"})
  void valueOfAVariableOrOptionIsTakenAsItStands(String key) {
    String path = "listeners.admin.apiKey";
    GatewayConfig variable =
        ConfigLoader.load(
            "", List.of(), Map.of("CARILLON_LISTENERS_ADMIN_APIKEY", key), new ArrayList<>());
    GatewayConfig option = load("", path + "=" + key);

    assertTrue(variable.listeners().admin().apiKey().orElseThrow().matches(key));
    assertTrue(option.listeners().admin().apiKey().orElseThrow().matches(key));
  }

  @Test
  void defaultsOfACommandGiveWayToWhatIsSaidAnywhere(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("a.yaml"), "listeners: { public: }\nnode:\n");
    Map<String, String> defaults =
        Map.of(
            "listeners.public.host", "127.0.0.1",
            "listeners.public.port", "1",
            "node.name", "default",
            "cluster.port", "2");

    GatewayConfig config =
        ConfigLoader.load(
            Optional.of(file),
            List.of("node.name=option"),
            Map.of("CARILLON_LISTENERS_PUBLIC_PORT", "3"),
            defaults);
    Files.writeString(file, "cluster: { port: 4 }");
    GatewayConfig other = ConfigLoader.load(Optional.of(file), List.of(), Map.of(), defaults);

    assertEquals("127.0.0.1", config.listeners().publicListener().host());
    assertEquals(OptionalInt.of(3), config.listeners().publicListener().port());
    assertEquals("option", config.node().name());
    assertEquals(2, config.cluster().port());
    assertEquals(4, other.cluster().port());
  }

  @Test
  void namespaceWithoutAValueHasTheDefaults() {
    GatewayConfig config = load("namespaces:\n  news:\n");

    assertEquals(config.policyOf("x"), config.policyOf("news:x"));
  }

  @Test
  void listenersOfDifferentAddressesMayShareAPort() {
    GatewayConfig config = load("listeners: { public: { host: 10.0.0.1 }, admin: { port: 8080 } }");

    assertEquals(
        OptionalInt.of(config.listeners().admin().port()),
        config.listeners().publicListener().port());
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.168.0.1", "gateway-1.example.com", "::", "fe80::1%eth0", "[::1]"})
  void listenersTakeAddressesAndNames(String host) {
    assertEquals(
        host, load("", "listeners.public.host=" + host).listeners().publicListener().host());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com",
        "http://localhost:3000",
        "http://[::1]:80",
        "https://*.example.com:8443",
        "HTTPS://Example.com"
      })
  void originThatIsTakenLetsThatOriginIn(String origin) {
    GatewayConfig config = load("listeners: { public: { allowedOrigins: ['" + origin + "'] } }");
    OriginPolicy policy = new OriginPolicy(config.listeners().publicListener().allowedOrigins());

    assertTrue(policy.allows(origin.replace("*", "any")));
  }

  @Test
  void namesOfChannelsAreThoseThatChannelTakes() {
    for (String name :
        List.of("", "a", "ü:b", "a\tb", "\u0085", "x".repeat(255), "x".repeat(256))) {
      boolean taken = true;
      try {
        new Channel(name);
      } catch (GatewayException refused) {
        taken = false;
      }
      assertEquals(taken, ChannelsBinder.isName(name), name);
    }
  }

  @Test
  void valueThatIsWrongByItselfIsNotComparedWithOthers() {
    assertEquals(
        List.of(
            "sessions.pingInterval: found '60' (line 1), wanted a time from 10ms to 1h, in ms, s,"
                + " m, h or d"),
        complaints("sessions: { pingInterval: 60, pongTimeout: 30s }"));
  }

  @Test
  void everyWrongItemOfAListIsNamed() {
    assertEquals(
        2,
        complaints("listeners: {public: {allowedOrigins: ['https://a.b', nope, '*', 'x y']}}")
            .size());
  }

  @Test
  void whatIsShownOfAValueIsShortAndOnOneLine() {
    String complaint =
        complaints("node: { eventLoops: \"1\\n\\e[31m" + "x".repeat(5_000) + "\" }").get(0);

    assertTrue(complaint.contains("'1\\u000a\\u001b[31mxxx"), complaint);
    assertTrue(complaint.length() < 160, complaint);
  }

  @Test
  void fileLargerThanAMebibyteIsRefused(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("large.yaml"), "#".repeat((1 << 20) + 1));

    ConfigException mistake =
        assertThrows(
            ConfigException.class, () -> ConfigLoader.load(Optional.of(file), List.of(), Map.of()));

    assertTrue(mistake.getMessage().contains("larger than 1MiB"), mistake.getMessage());
  }

  @Test
  void fileThatIsNotInUtf8IsRefused(@TempDir Path directory) throws Exception {
    Path file = Files.write(directory.resolve("latin.yaml"), new byte[] {'a', ':', (byte) 0xE9});

    ConfigException mistake =
        assertThrows(
            ConfigException.class, () -> ConfigLoader.load(Optional.of(file), List.of(), Map.of()));

    assertTrue(mistake.getMessage().contains("not in UTF-8"), mistake.getMessage());
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

    assertEquals("[news:a]", config.routes().get(0).channels().toString());
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
            "listeners.public.port: found 'eighty' (line 2), wanted a number from 0 to 65535, or off",
            "sessions.pongTimeout: found '30s' (line 4), wanted less than pingInterval, 25s",
            "sesions: found an unknown key (line 3), wanted one of node, listeners, cluster, broker, auth, sessions,"
                + " limits, shutdown, backends, ask, namespaces, channels, pools, routes, accessLog, log; did you mean sessions?"),
        mistakes.complaints().stream().map(Complaint::toString).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: [1 | found while parsing a flow sequence: expected ',' or ']', but got <stream end> (line 1, column 6), wanted YAML",
        "'a:\n\t- b' | found while scanning for the next token: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation) (line 2, column 1)",
        "'? {a: b}\n: c' | found Expected a field name (Scalar value in YAML) (line 1",
        "'node:\nnode: {name: x}' | node: found the key again (line 2), wanted each key once",
        "'sesions:' | sesions: found an unknown key (line 1), wanted one of node",
        "'sessions: {pingInterval: 5s}' | sessions.pongTimeout: found 8s (default), wanted less than pingInterval, 5s",
        "'shutdown: {window: 20s}' | shutdown.deadline: found 20s (default), wanted more than window, 20s, so that who is asked last has time to go",
        "'shutdown: {deadline: 0s}' | shutdown.deadline: found '0s' (line 1), wanted a time from 10ms to 2h",
        "'shutdown: {rate: 0}' | shutdown.rate: found '0' (line 1), wanted a number from 1 to 1000000",
        "'sessions: {maxMessageBytes: 2MiB}' | sessions.maxQueuedBytes: found 1048576 (default), wanted at least maxM",
        "'sessions: {maxMessageBytes: 17MiB, maxQueuedBytes: 64MiB}' | sessions.maxMessageBytes: found '17MiB' (line 1), wanted bytes from 125 to 16777216",
        "'listeners: {public: {port: 8090}}' | listeners.admin.port: found 8090 (default), wanted another port",
        "'listeners: {public: {host: 127.0.0.1}, admin: {host: localhost, port: 8080}}' | listeners.admin.port: found '8080'",
        "'listeners: {public: {port: 65536}}' | listeners.public.port: found '65536' (line 1), wanted a number from 0 to",
        "'listeners: {public: {host: ''10.0.0.1:80''}}' | listeners.public.host: found '10.0.0.1:80' (line 1), wanted an add",
        "'listeners: {public: {allowedOrigins: [''https://exa_mple.com'']}}' | listeners.public.allowedOrigins.0: found 'https://exa_mple.com' (line 1), wanted *, or",
        "'listeners: {public: {allowedOrigins: [''https://example.com/'']}}' | listeners.public.allowedOrigins.0: found",
        "'listeners: {public: {allowedOrigins: [''https://a.*.com'']}}' | listeners.public.allowedOrigins.0: found",
        "namespaces: {a: {history: {size: 1, ttl: 9ms}}} | namespaces.a.history.ttl: found '9ms' (line 1), wanted 0s or a time from 10ms to 30d",
        "namespaces: {a: {history: {ttl: 1s}}} | namespaces.a.history.size: found nothing (line 1), wanted size and",
        "namespaces: {a: {history: {size: 100001, ttl: 1s}}} | namespaces.a.history.size: found '100001' (line 1), wanted a number from 0 to 100000",
        "'routes: [x]' | routes.0: found 'x' (line 1), wanted a mapping",
        "'routes: [{path: /a, serve: subscribe, channels: [ok, ''x:y'']}]' | routes.0.channels.1: found 'x:y' (line 1), wanted the name of",
        "'routes: [{path: /a/, serve: demo, host: a.com}, {path: /a/, serve: demo, host: A.com}]' | routes.1.path: found '/a/' (line 1), wanted a path that routes.0 does not serve",
        "[]    | found a list (line 1), wanted keys and values",
        "node: {name: *a} | node.name: found an anchor or alias (line 1), wanted values written",
        "'node: {name: a}\n---\nb: c' | found more behind the end (line 3), wanted one document",
        "node: {name: a, name: b} | node.name: found the key again (line 1), wanted each key once",
        "node: x | node: found a single value (line 1), wanted a mapping",
        "node: {name: [a]} | node.name: found a list (line 1), wanted a text",
        "auth: {anonymous: yes} | auth.anonymous: found 'yes' (line 1), wanted true or false",
        "listeners: {admin: {host: 0.0.0.0, dashboard: {enabled: false}}} | listeners.admin.apiKey: found nothing (line 1), wanted a key",
        "listeners: {admin: {host: 0.0.0.0, apiKey: k}} | listeners.admin.dashboard.password: found nothing (left out), wanted a password, or enabled: false, since the host 0.0.0.0",
        "'listeners: {admin: {dashboard: {user: ''a b''}}}' | listeners.admin.dashboard.user: found 'a b' (line 1), wanted 1 to 64 letters",
        "listeners: {admin: {dashboard: {enabled: yes}}} | listeners.admin.dashboard.enabled: found 'yes' (line 1), wanted true or false",
        "listeners: {admin: {dashboard: {password: [s3cret]}}} | listeners.admin.dashboard.password: found something else (line 1)",
        "listeners: {admin: {port: 8080}} | listeners.admin.port: found '8080' (line 1), wanted another port",
        "listeners: {admin: {apiKey: [s3cret]}} | listeners.admin.apiKey: found something else (line 1)",
        "listeners: {admin: {url: gateway-1}} | listeners.admin.url: found 'gateway-1' (line 1), wanted scheme, host and port",
        "listeners: {admin: {url: 'https://gateway-1/page'}} | listeners.admin.url: found 'https://gateway-1/page' (line 1), wanted scheme, host and port",
        "listeners: {admin: {url: 'ftp://gateway-1'}} | listeners.admin.url: found 'ftp://gateway-1' (line 1), wanted scheme, host and port",
        "listeners: {admin: {maxBodyBytes: 1TiB}} | listeners.admin.maxBodyBytes: found '1TiB' (line 1), wanted bytes",
        "listeners: {public: {host: ' '}} | listeners.public.host: found ' ' (line 1), wanted an address",
        "listeners: {public: {allowedOrigins: ['example.com']}} | listeners.public.allowedOrigins.0: found 'example.com' (line 1)",
        "listeners: {public: {allowedOrigins: x}} | listeners.public.allowedOrigins: found 'x' (line 1), wanted a list",
        "sessions: {pingInterval: 25} | sessions.pingInterval: found '25' (line 1), wanted a time from 10ms to 1h",
        "sessions: {pingInterval: 9ms} | sessions.pingInterval: found '9ms' (line 1), wanted a time from 10ms to 1h",
        "sessions: {maxMessageBytes: 124} | sessions.maxMessageBytes: found '124' (line 1), wanted bytes from 125",
        "sessions: {maxQueuedBytes: 1KiB} | sessions.maxQueuedBytes: found '1KiB' (line 1), wanted at least maxMess",
        "sessions: {maxChannels: 0} | sessions.maxChannels: found '0' (line 1), wanted a number from 1 to 100000",
        "namespaces: [] | namespaces: found a list (line 1), wanted a mapping",
        "namespaces: {'a:b': {}} | namespaces.a:b: found a mapping (line 1), wanted a name without a colon",
        "namespaces: {a: {history: {size: 1}}} | namespaces.a.history.ttl: found nothing (line 1), wanted size and",
        "namespaces: {a: {history: {ttl: 31d}}} | namespaces.a.history.ttl: found '31d' (line 1), wanted 0s or a time fr",
        "namespaces: {a: {publish: all}} | namespaces.a.publish: found 'all' (line 1), wanted one of server, nobody, anyone, authenticated, subsc",
        "namespaces: {a: {subscribe: subscribers}} | namespaces.a.subscribe: found 'subscribers' (line 1), wanted one of server, nobody, anyone, authenticated, token, listed, a name like a:{user}",
        "namespaces: {a: {readHistory: [listed, token]}} | namespaces.a.readHistory.1: found 'token' (line 1)",
        "namespaces: {a: {readPresence: [[listed]]}} | namespaces.a.readPresence.0: found a list (line 1)",
        "namespaces: {a: {publish: {who: anyone}}} | namespaces.a.publish: found a mapping (line 1), wanted a word, a list",
        "namespaces: {a: {subscribe: {backend: b}}} | namespaces.a.subscribe: found a mapping (line 1), wanted a word, a list of words, or {backend: name}, with the name of one of backends, of which there is none",
        "backends: {b: {}} | backends.b.url: found nothing (line 1), wanted http:// or https://",
        "'backends: {b: {url: ''ftp://a/''}}' | backends.b.url: found 'ftp://a/' (line 1), wanted http:// or https://",
        "'backends: {b: {url: ''http://{question}/''}}' | backends.b.url: found 'http://{question}/' (line 1), wanted http:// or https://",
        "'backends: {b: {url: ''http://a/'', headers: [Host]}}' | backends.b.headers.0: found 'Host' (line 1), wanted the name of a header",
        "'backends: {b: {url: ''http://a/'', timeout: 0s}}' | backends.b.timeout: found '0s' (line 1), wanted a time from 10ms to 1m",
        "ask: {connect: b} | ask.connect: found 'b' (line 1), wanted the name of one of backends, of which there is none, or nothing",
        "ask: {rpc: {'*': b}} | ask.rpc.*: found 'b' (line 1), wanted the name of one of backends",
        "'{backends: {b: {url: ''http://a/''}}, ask: {rpc: {''a*b'': b}}}' | ask.rpc.a*b: found such a name (line 1), wanted the name of a method",
        "namespaces: {a: {publish: ''}} | namespaces.a.publish: found nothing (line 1), wanted one of",
        "namespaces: {a: {subscribe: 'b:{user}'}} | namespaces.a.subscribe: found 'b:{user}' (line 1), wanted one of",
        "namespaces: {a: {subscribe: 'a:{query.x}'}} | namespaces.a.subscribe: found 'a:{query.x}' (line 1), wanted one of",
        "namespaces: {a: {subscribe: 'a:{claim.}'}} | namespaces.a.subscribe: found 'a:{claim.}' (line 1), wanted one of",
        "namespaces: {a: {subscribe: 'a:{user.x}'}} | namespaces.a.subscribe: found 'a:{user.x}' (line 1), wanted one of",
        "namespaces: {a: {subscribe: 'a:*{user}'}} | namespaces.a.subscribe: found 'a:*{user}' (line 1), wanted one of",
        "namespaces: {a: {subscribe: 'a:{user'}} | namespaces.a.subscribe: found 'a:{user' (line 1), wanted one of",
        "auth: {personalChannel: mine} | auth.personalChannel: found 'mine' (line 1), wanted the name of a channel that begins with a text and holds {user}",
        "auth: {personalChannel: '{user}'} | auth.personalChannel: found '{user}' (line 1), wanted the name of a channel that begins",
        "auth: {personalChannel: 'x:{user}'} | auth.personalChannel: found 'x:{user}' (line 1), wanted the name of a channel in a known namespace",
        "auth: {personalChannel: 'demo:{user}'} | auth.personalChannel: found 'demo:{user}' (line 1), wanted a namespace whose subscribe is neither",
        "'channels: {'''': {}}' | channels.: found a mapping (line 1), wanted a name of 1 to 255",
        "routes: {} | routes: found a mapping (line 1), wanted a list",
        "'routes: [{path: demo/, serve: demo}]' | routes.0.path: found 'demo/' (line 1), wanted a path that begins",
        "'routes: [{path: /a, serve: demo}]' | routes.0.path: found '/a' (line 1), wanted a path that ends with /",
        "'routes: [{path: /a}]' | routes.0.serve: found nothing (line 1), wanted one of centrifuge, centrifuge-sse, centrifuge-http-stream,"
            + " centrifuge-emulation, subscribe, demo",
        "'routes: [{path: /a, serve: proxy}]' | routes.0.serve: found 'proxy' (line 1), wanted one of centrifuge",
        "'routes: [{path: /a/, serve: demo, host: a b}]' | routes.0.host: found 'a b' (line 1), wanted a host name",
        "'routes: [{path: /a/, serve: demo, publish: true}]' | routes.0.publish: found 'true' (line 1), wanted false",
        "'routes: [{path: /a/, serve: demo, channels: [x:y]}]' | routes.0.channels.0: found 'x:y' (line 1), wanted the name of a channel",
        "'routes: [{path: /a/, serve: demo}, {path: /a/, serve: demo}]' | routes.1.path: found '/a/' (line 1), wanted a path that routes.0 does not serve",
        "node: {nam: x} | node.nam: found an unknown key (line 1), wanted one of name, eventLoops, transport, gather; did you mean name?",
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "listeners: {admin: s3cret}",
        "listeners: {admin: {apiKey:s3cret}}",
        "listeners: {admin: {apiKey:s3cret, apiKey:s3cret}}",
        "listeners: {admin: {apiKey: [s3cret]}}",
        "listeners: {admin: {apiKey: {s3cret: x}}}",
        "listeners: {admin: {apikey: s3cret}}",
        "listeners: {admin: {apiKey: %s3cret}}",
        "listeners: {admin: {apiKey: *s3cret}}",
        "listeners: {admin: {apiKey: !s3cret!x y}}",
        "listeners: {admin: {apiKey: \"s3cret\\q\"}}",
        "listeners: {admin: {apiKey: 's3cret}}",
        "listeners: {admin: {apiKey: s3cret, apiKey: s3cret}}",
        "? {apiKey: s3cret}\n: x",
        "s3cret"
      })
  void keyNeverShowsInAComplaint(String file) {
    List<String> complaints = complaints(file);

    assertTrue(complaints.stream().noneMatch(it -> it.contains("s3cret")), complaints.toString());
  }

  @Test
  void keyNeverShowsInAComplaintAboutAnOption() {
    ConfigException mistakes =
        assertThrows(
            ConfigException.class,
            () ->
                load(
                    "listeners: { admin: { apiKey: s3cret } }",
                    "listeners.admin.apiKey.x=1",
                    "listeners.admin.apiKey:s3cret",
                    "listeners.admin.apiKey:s3cret=",
                    "listeners.admin=s3cret"));

    assertEquals(-1, mistakes.getMessage().indexOf("s3cret"), mistakes.getMessage());
  }

  @Test
  void keyNeverShows() {
    GatewayConfig config = load("listeners: { admin: { apiKey: s3cret } }");

    assertTrue(config.toString().contains("***"));
    assertEquals(-1, config.toString().indexOf("s3cret"));
  }

  private static void collect(Node node, String path, Set<String> keys) {
    if (node instanceof Node.Mapping mapping) {
      mapping
          .entries()
          .forEach(
              (key, value) -> {
                String inner = path.isEmpty() ? key : path + "." + key;
                keys.add(withoutNames(inner));
                collect(value, inner, keys);
              });
    } else if (node instanceof Node.Sequence sequence) {
      sequence.items().forEach(item -> collect(item, path + ".0", keys));
    }
  }

  // One name stands for all namespaces, channels and pools, one number for all routes.
  private static String withoutNames(String path) {
    return path.replaceAll("^(namespaces|channels|routes|pools)\\.[^.]+", "$1.x");
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
