package io.carillon.gateway.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.bench.Counters;
import io.carillon.gateway.bench.Crowd;
import io.carillon.gateway.bench.Kind;
import io.carillon.gateway.bench.Load;
import io.carillon.gateway.bench.Outcome;
import io.carillon.gateway.bench.Part;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Protocol;
import io.carillon.gateway.bench.Sent;
import io.carillon.gateway.bench.Share;
import io.carillon.gateway.bench.Target;
import io.carillon.gateway.bench.Times;
import io.carillon.gateway.bench.Traffic;
import io.carillon.gateway.bench.load.Run;
import io.carillon.gateway.testkit.NodeAddress;
import io.carillon.gateway.testkit.NodeLogs;
import io.carillon.gateway.testkit.ProcessCluster;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An upgrade as teams do it: one node after the other is ended and started, under load. */
@Tag("faults")
@Timeout(value = 600, unit = TimeUnit.SECONDS)
@ExtendWith(NodeLogs.class)
class RollingRestartFaults {
  private static final Logger LOG = LoggerFactory.getLogger(RollingRestartFaults.class);

  /** So few that machines keep up which have other work, too; 3,000 go by themselves. */
  private static final int CLIENTS = Integer.getInteger("carillon.rolling.clients", 600);

  /** A second, from each of two publishers. */
  private static final int RATE = 4;

  /** The load ends with the last restart; this is for when one does not come back. */
  private static final Duration LOADED = Duration.ofMinutes(6);

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String SENT_AWAY = "closed by the server with 3001 shutdown";

  @Test
  void clientsOfNodesThatAreRestartedAreToldAndMissNothing() throws Exception {
    try (ProcessCluster cluster =
        ProcessCluster.start(
            "rolling",
            3,
            // Longer than a busy machine may leave clients without a turn: else some are cut.
            "shutdown={notReadyFor: 100ms, rate: 100, window: 2s, deadline: 1m}",
            "sessions={closeTimeout: 50s, pingInterval: 10m}",
            "limits.admission.rate=off")) {
      // Two of them, so that one publishes while the node of the other's publisher is away.
      try (Load one = Run.of(plan(cluster, 0, "s:one-{n}"));
          Load other = Run.of(plan(cluster, 2, "s:other-{n}"))) {
        CompletableFuture.allOf(one.open(), other.open())
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        CompletableFuture<Sent> sentByOne = one.run();
        CompletableFuture<Sent> sentByOther = other.run();
        for (int seat = 0; seat < 3; seat++) {
          restart(cluster, seat);
        }
        assertFalse(sentByOne.isDone() || sentByOther.isDone(), "the load was over before");
        one.stop();
        other.stop();

        check(one.finish(await(sentByOne)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        check(other.finish(await(sentByOther)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
      }
    }
  }

  private static Sent await(CompletableFuture<Sent> sent) throws Exception {
    return sent.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static void restart(ProcessCluster cluster, int seat) {
    long begun = System.nanoTime();
    assertEquals(0, cluster.node(seat).terminate(PATIENCE), "exit code");
    long ended = System.nanoTime();
    cluster.start(seat);
    cluster.awaitWhole();
    LOG.info(
        "restarted node={} drainedMillis={} backMillis={}",
        cluster.address(seat),
        (ended - begun) / 1_000_000,
        (System.nanoTime() - ended) / 1_000_000);
  }

  private static void check(Outcome outcome) {
    Part part = outcome.parts().get(0);
    Counters counters = part.counters();
    LOG.info("rolled {} failures={}", counters, part.failures());
    assertEquals(CLIENTS / 2, counters.opened(), counters::toString);
    assertTrue(counters.closed() > 0, counters::toString);
    assertEquals(counters.closed(), told(part), () -> "not all were told: " + part.failures());
    assertEquals(0, counters.gone(), counters::toString);
    assertEquals(0, counters.lost(), counters::toString);
    assertEquals(0, counters.duplicated(), counters::toString);
    assertEquals(0, counters.outOfOrder(), counters::toString);
    assertEquals(0, counters.unrecovered(), counters::toString);
  }

  private static long told(Part part) {
    return part.failures().stream()
        .filter(failure -> failure.what().endsWith(SENT_AWAY))
        .mapToLong(failure -> failure.count())
        .sum();
  }

  private static Plan plan(ProcessCluster cluster, int publisher, String channel) {
    List<String> urls =
        cluster.addresses().stream()
            .map(node -> "ws://" + node.host() + ":" + node.publicPort() + "/connection/websocket")
            .toList();
    NodeAddress publish = cluster.address(publisher);
    return new Plan(
        Kind.FANOUT,
        new Target(urls, Protocol.CENTRIFUGE_JSON, "", "", List.of(), true, ""),
        new Crowd(CLIENTS / 2, 50, 0, 5, 1, channel, 1),
        new Traffic(
            RATE,
            4,
            100,
            "http://" + publish.host() + ":" + publish.adminPort(),
            NodeAddress.API_KEY,
            1,
            List.of()),
        new Times(50, LOADED.toMillis(), PATIENCE.toMillis() / 2, PATIENCE.toMillis()),
        Share.whole());
  }
}
