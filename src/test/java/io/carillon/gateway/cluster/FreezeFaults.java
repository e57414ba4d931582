package io.carillon.gateway.cluster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.FaultLoad;
import io.carillon.gateway.testkit.NodeAddress;
import io.carillon.gateway.testkit.NodeLogs;
import io.carillon.gateway.testkit.ProcessCluster;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Processes that stand still with their sockets open, and come back as if nothing had been. */
@Tag("faults")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@ExtendWith(NodeLogs.class)
class FreezeFaults {
  private static final Logger LOG = LoggerFactory.getLogger(FreezeFaults.class);
  private static final Duration FROZEN = Duration.ofSeconds(20);

  /** The silence that is borne, 10 s, and as much as an answer may take besides. */
  private static final long MOST_MILLIS_TO_ANSWER = 20_000;

  /** So little on each stream that what was missed meanwhile is not too much to recover. */
  private static final FaultLoad.Plan PLAN =
      FaultLoad.Plan.moderate().of(12, 96).patience(Duration.ofSeconds(45));

  @Test
  void nodeFrozenForLongerThanIsBorneAcknowledgesNothingThatTheOthersDoNotKnow() {
    try (ProcessCluster cluster = ProcessCluster.start("freeze", 3)) {
      freeze(cluster, List.of(0));
    }
  }

  @Test
  void twoOfFourNodesFrozenAtOnceTakeNothingWithThem() {
    try (ProcessCluster cluster = ProcessCluster.start("freeze-two", 4)) {
      freeze(cluster, List.of(1, 2));
    }
  }

  private static void freeze(ProcessCluster cluster, List<Integer> victims) {
    List<NodeAddress> all = cluster.addresses();
    List<NodeAddress> awake =
        all.stream().filter(node -> !victims.contains(all.indexOf(node))).toList();
    try (FaultLoad load = FaultLoad.start("freeze", all, PLAN)) {
      load.awaitAcknowledged(all, 20);

      long frozen = System.nanoTime();
      victims.forEach(victim -> cluster.node(victim).freeze());
      // They get over it while the others still sleep.
      load.awaitAcknowledged(awake, 20);
      long overIt = (System.nanoTime() - frozen) / 1_000_000;
      Await.until(
          FROZEN.plusSeconds(1),
          () -> System.nanoTime() - frozen > FROZEN.toNanos(),
          () -> "time stands still");
      victims.forEach(victim -> cluster.node(victim).thaw());

      cluster.awaitWhole();
      load.awaitAcknowledged(all, 20);
      long waited = load.longestWait(awake);
      LOG.info("thawed nodes={} overItMillis={} longestWaitMillis={}", victims, overIt, waited);
      load.settle(all, true);
      assertTrue(waited < MOST_MILLIS_TO_ANSWER, "longest wait of the others, ms: " + waited);
    } finally {
      victims.forEach(victim -> cluster.node(victim).thaw());
    }
  }
}
