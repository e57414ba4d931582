package io.carillon.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds each package to what it may use, so that a new arrow is a decision. */
class LayersTest {
  private static final Path SOURCES = Path.of("src/main/java/io/carillon/gateway");
  private static final Pattern IMPORT =
      Pattern.compile("import (?:static )?io\\.carillon\\.gateway\\.([a-z.]+)\\.[A-Z]");

  /** Each package after all that it may use, itself named with what it adds; read upwards. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("error", Set.of()),
          Map.entry("config", Set.of()),
          Map.entry("demo", Set.of()),
          Map.entry("channel", Set.of("error")),
          Map.entry("wire", Set.of("error")),
          Map.entry("hub", Set.of("channel")),
          Map.entry("broker", Set.of("channel")),
          Map.entry("broker.embedded", Set.of("broker", "config")),
          Map.entry("pubsub", Set.of("hub", "broker", "config")),
          Map.entry("auth", Set.of("channel", "config")),
          Map.entry("protocol", Set.of("channel")),
          Map.entry("session", Set.of("pubsub", "protocol", "auth", "wire")),
          Map.entry("api", Set.of("session", "auth")),
          Map.entry("node", Set.of("api", "broker.embedded", "demo")),
          Map.entry("cli", Set.of("node")));

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

  private static Map<String, Set<String>> forbidden() throws IOException {
    Map<String, Set<String>> forbidden = new TreeMap<>();
    for (Path file : sources()) {
      String user = SOURCES.relativize(file.getParent()).toString().replace('/', '.');
      Set<String> allowed = reachable(user);
      Matcher matcher = IMPORT.matcher(Files.readString(file));
      while (matcher.find()) {
        if (!allowed.contains(matcher.group(1))) {
          forbidden.computeIfAbsent(user, name -> new TreeSet<>()).add(matcher.group(1));
        }
      }
    }
    return forbidden;
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  // What a package may use, and what that may use; an unknown package may use nothing.
  private static Set<String> reachable(String name) {
    Set<String> direct = ARROWS.getOrDefault(name, Set.of());
    return Stream.concat(Stream.of(name), direct.stream().flatMap(used -> reachable(used).stream()))
        .collect(Collectors.toSet());
  }
}
