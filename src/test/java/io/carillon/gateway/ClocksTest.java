package io.carillon.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Who looks at the clock that people set, so that another one who does is a decision: whatever
 * waits, paces or puts in order goes by what has passed.
 */
class ClocksTest {
  private static final Path SOURCES = Path.of("src/main/java/io/carillon/gateway");

  private static final Pattern WALL =
      Pattern.compile(
          "currentTimeMillis|(Instant|Date|Time)\\.now\\(|Clock\\.system|InstantSource\\.system|new Date\\(");

  /** What holds until a date that somebody else gave, or that all nodes have to know. */
  private static final List<String> DATES =
      List.of(
          "auth/Authenticator",
          "auth/TokenVerifier",
          "cli/TokenMakeCommand",
          "config/TlsIdentity",
          "dashboard/Gate",
          "dashboard/Login",
          "metrics/TlsFigures",
          "session/Heartbeat",
          "session/Renewal",
          "session/Session",
          "session/Ttl");

  /** When something was, for people. */
  private static final List<String> SHOWN =
      List.of(
          "broker/redis/RedisCarrier",
          "dashboard/BoardClock",
          "dashboard/BoardThread",
          "dashboard/Events",
          "dashboard/NodeSnapshots",
          "proxy/link/RelayedLink",
          "proxy/log/LineLog",
          "proxy/pool/Target",
          "proxy/tally/Tally",
          "pubsub/Traces",
          "trace/TraceEvent");

  /** Where clocks begin that go on steadily from then. */
  private static final List<String> BEGINNINGS =
      List.of("bench/SteadyClock", "broker/embedded/EmbeddedBroker");

  @Test
  void onlyDatesGoByTheClockThatPeopleSet() throws IOException {
    Set<String> known =
        Stream.of(DATES, SHOWN, BEGINNINGS)
            .flatMap(List::stream)
            .collect(Collectors.toCollection(TreeSet::new));

    assertEquals(known, lookers());
  }

  private static Set<String> lookers() throws IOException {
    Set<String> lookers = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
        if (WALL.matcher(Files.readString(file)).find()) {
          lookers.add(SOURCES.relativize(file).toString().replace(".java", ""));
        }
      }
    }
    return lookers;
  }
}
