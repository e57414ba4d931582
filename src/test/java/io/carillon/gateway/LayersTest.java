package io.carillon.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds each package to what it may use, so that a new arrow is a decision. */
class LayersTest {
  private static final Path SOURCES = Path.of("src/main/java/io/carillon/gateway");

  /** A use, whether imported, imported with a star, or spelt out where it stands. */
  private static final Pattern USE =
      Pattern.compile("\\bio\\.carillon\\.gateway\\.([a-z]+(?:\\.[a-z]+)*)\\.(?:[A-Z]|\\*)");

  /** What each package may use, with whatever those use. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("error", Set.of()),
          Map.entry("config", Set.of()),
          Map.entry("demo", Set.of()),
          Map.entry("cluster", Set.of("config", "error")),
          Map.entry("channel", Set.of("error")),
          Map.entry("wire", Set.of("error")),
          Map.entry("machine", Set.of("config")),
          Map.entry("tls", Set.of("config")),
          Map.entry("admission", Set.of("config", "machine", "wire")),
          Map.entry("hub", Set.of("channel")),
          Map.entry("broker", Set.of("channel")),
          Map.entry("broker.stream", Set.of("broker")),
          Map.entry("broker.embedded.state", Set.of("broker", "broker.stream")),
          Map.entry(
              "broker.embedded", Set.of("broker", "broker.embedded.state", "config", "cluster")),
          Map.entry("broker.redis", Set.of("broker", "broker.stream", "config", "cluster")),
          Map.entry("trace", Set.of("channel")),
          Map.entry("pubsub", Set.of("hub", "broker", "config", "wire", "trace")),
          Map.entry("auth", Set.of("channel", "config")),
          Map.entry("filter", Set.of("channel")),
          Map.entry("protocol", Set.of("channel", "filter")),
          Map.entry("backend", Set.of("auth", "config", "protocol")),
          Map.entry(
              "session", Set.of("pubsub", "protocol", "auth", "backend", "wire", "admission")),
          Map.entry("proxy.tally", Set.of()),
          Map.entry("proxy.pool", Set.of("config", "error", "proxy.tally")),
          Map.entry("proxy.request", Set.of("proxy.pool", "wire")),
          Map.entry("proxy.upstream", Set.of("proxy.request", "wire")),
          Map.entry("proxy.health", Set.of("proxy.upstream")),
          Map.entry("proxy.sticky", Set.of("proxy.request", "cluster")),
          Map.entry("proxy.log", Set.of("config")),
          Map.entry(
              "proxy.link",
              Set.of("proxy.upstream", "proxy.sticky", "proxy.log", "trace", "admission")),
          Map.entry("proxy.http", Set.of("proxy.upstream", "proxy.sticky", "proxy.log", "wire")),
          Map.entry("proxy.inject", Set.of("machine", "pubsub", "protocol", "proxy.link")),
          Map.entry(
              "proxy", Set.of("auth", "proxy.inject", "proxy.link", "proxy.http", "proxy.health")),
          Map.entry("proxy.rules", Set.of("cluster", "config", "error")),
          Map.entry("api", Set.of("session", "auth", "cluster", "proxy", "proxy.rules")),
          Map.entry(
              "metrics",
              Set.of(
                  "api", "session", "proxy", "broker.embedded", "broker.redis", "cluster", "tls")),
          Map.entry("dashboard", Set.of("metrics", "api", "trace")),
          Map.entry("node", Set.of("api", "broker.embedded", "broker.redis", "demo", "dashboard")),
          Map.entry("bench", Set.of()),
          Map.entry("bench.client", Set.of("bench")),
          Map.entry("bench.load", Set.of("bench.client")),
          Map.entry("bench.report", Set.of("bench")),
          Map.entry("bench.agent", Set.of("bench")),
          Map.entry("bench.fault", Set.of("bench")),
          Map.entry(
              "cli", Set.of("node", "bench.load", "bench.report", "bench.agent", "bench.fault")));

  @Test
  void packagesUseOnlyWhatStandsAboveThem() throws IOException {
    assertEquals(Map.of(), forbidden(), "package -> what it may not use");
  }

  @Test
  void everyPackageTellsItsPart() throws IOException {
    for (String name : ARROWS.keySet()) {
      Path told = SOURCES.resolve(name.replace('.', '/')).resolve("package-info.java");
      assertEquals(true, Files.exists(told), told.toString());
    }
  }

  @Test
  void noPackageIsReachedFromItself() {
    for (String name : ARROWS.keySet()) {
      for (String used : ARROWS.get(name)) {
        assertFalse(reachable(used).contains(name), name + " -> " + used + " -> … -> " + name);
      }
    }
  }

  @Test
  void everyArrowPointsToAPackageThatIsThere() throws IOException {
    Set<String> there = new TreeSet<>();
    for (Path file : sources()) {
      there.add(packageOf(file));
    }

    assertEquals(new TreeSet<>(ARROWS.keySet()), there);
    ARROWS.values().forEach(used -> assertTrue(there.containsAll(used), used.toString()));
  }

  @ParameterizedTest(name = "{0}: {1} uses {2}")
  @CsvSource(
      textBlock =
          """
          hub,    import io.carillon.gateway.session.Session;,           session
          hub,    import io.carillon.gateway.session.*;,                 session
          hub,    import static io.carillon.gateway.wire.Frames.writeClose;, wire
          hub,    new io.carillon.gateway.broker.embedded.Stream(),      broker.embedded
          config, import io.carillon.gateway.error.ErrorCode;,           error
          newer,  import io.carillon.gateway.error.ErrorCode;,           error
          hub,    import io.carillon.gateway.error.ErrorCode;,           ''
          hub,    import io.carillon.gateway.hub.Hub;,                   ''
          """)
  void aNewArrowIsSeen(String user, String source, String seen) {
    assertEquals(seen, String.join(" ", forbidden(user, source)));
  }

  private static Map<String, Set<String>> forbidden() throws IOException {
    Map<String, Set<String>> forbidden = new TreeMap<>();
    for (Path file : sources()) {
      Set<String> found = forbidden(packageOf(file), Files.readString(file));
      if (!found.isEmpty()) {
        forbidden.computeIfAbsent(packageOf(file), name -> new TreeSet<>()).addAll(found);
      }
    }
    return forbidden;
  }

  private static Set<String> forbidden(String user, String source) {
    Set<String> forbidden = new TreeSet<>();
    Matcher matcher = USE.matcher(source);
    while (matcher.find()) {
      forbidden.add(matcher.group(1));
    }
    forbidden.removeAll(reachable(user));
    return forbidden;
  }

  private static String packageOf(Path file) {
    return SOURCES.relativize(file.getParent()).toString().replace(File.separatorChar, '.');
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  // Itself, what it may use, and what that may use; an unknown package may use nothing.
  private static Set<String> reachable(String name) {
    Set<String> reached = new TreeSet<>();
    Deque<String> next = new ArrayDeque<>(List.of(name));
    while (!next.isEmpty()) {
      String used = next.pop();
      if (reached.add(used)) {
        next.addAll(ARROWS.getOrDefault(used, Set.of()));
      }
    }
    return reached;
  }
}
