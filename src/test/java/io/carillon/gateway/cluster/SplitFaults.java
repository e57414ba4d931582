package io.carillon.gateway.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.FaultLoad;
import io.carillon.gateway.testkit.NodeAddress;
import io.carillon.gateway.testkit.NodeLogs;
import io.carillon.gateway.testkit.ProcessCluster;
import io.carillon.gateway.testkit.SentNumber;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network that falls in two and grows together, with backends and clients on both sides.
 *
 * <p>In networks of their own, which needs root and iproute2. Where that is not to be had, the
 * cluster says so and these run with the event bus cut only: the nodes then stay members of each
 * other, both sides go on as one, and the assertion that a minority refuses fails.
 */
@Tag("faults")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@ExtendWith(NodeLogs.class)
class SplitFaults {
  private static final Logger LOG = LoggerFactory.getLogger(SplitFaults.class);
  private static final Duration SHORT = Duration.ofSeconds(5);
  private static final Duration LONG = Duration.ofSeconds(30);

  /** After which both sides have understood: the silence that is borne, 10 s, and some more. */
  private static final Duration UNDERSTOOD = Duration.ofSeconds(15);

  private static final long MOST_MILLIS_TO_ANSWER = 20_000;
  private static final List<List<Integer>> ONE_FROM_TWO = List.of(List.of(1, 2), List.of(0));

  private static final FaultLoad.Plan PLAN =
      FaultLoad.Plan.moderate().of(12, 96).patience(Duration.ofSeconds(45));

  @Test
  void splitThatIsOverBeforeAnybodyIsTakenForDeadIsADelay() {
    try (ProcessCluster cluster = ProcessCluster.startSplittable("split", 3)) {
      try (FaultLoad load = FaultLoad.start("short", cluster.addresses(), PLAN)) {
        split(cluster, load, ONE_FROM_TWO, SHORT);
        assertEquals(0, load.settle(cluster.addresses()).told(), "clients told of a gap");
      }
      try (FaultLoad load = FaultLoad.start("long", cluster.addresses(), PLAN)) {
        Split split = split(cluster, load, ONE_FROM_TWO, LONG);
        assertBothSidesWentOn(load, cluster, split);
        load.settle(cluster.addresses(), true);
        assertNothingLostAmong(load, List.of(cluster.address(1), cluster.address(2)));
      }
    }
  }

  @Test
  void minorityRefusesAndLosesNothing() {
    try (ProcessCluster cluster =
        ProcessCluster.startSplittable("minority", 3, "cluster.majorityOf=3")) {
      try (FaultLoad load = FaultLoad.start("minority", cluster.addresses(), PLAN)) {
        NodeAddress lone = cluster.address(0);
        Split split = split(cluster, load, ONE_FROM_TWO, LONG);

        List<SentNumber> meanwhile = acknowledgedMeanwhile(load, split, lone);
        assertEquals(List.of(), meanwhile.subList(0, Math.min(3, meanwhile.size())));
        assertEquals(List.of(false, true, true), split.ready(), "ready, before it was healed");
        load.settle(cluster.addresses());
        assertNothingLostAmong(load, List.of(cluster.address(1), cluster.address(2)));
      }
    }
  }

  @Test
  void twoAndTwoGoOnApartAndLoseNothingWhenTheyMeet() {
    try (ProcessCluster cluster = ProcessCluster.startSplittable("halves", 4)) {
      try (FaultLoad load = FaultLoad.start("halves", cluster.addresses(), PLAN)) {
        Split split = split(cluster, load, List.of(List.of(0, 1), List.of(2, 3)), LONG);
        assertBothSidesWentOn(load, cluster, split);
        load.settle(cluster.addresses(), true);
        assertNothingLostAmong(load, List.of(cluster.address(0), cluster.address(1)));
        assertNothingLostAmong(load, List.of(cluster.address(2), cluster.address(3)));
      }
    }
  }

  // Splits, heals, and waits until all is whole.
  private static Split split(
      ProcessCluster cluster, FaultLoad load, List<List<Integer>> groups, Duration length) {
    load.awaitAcknowledged(cluster.addresses(), 20);
    long begun = System.nanoTime();
    cluster.split(groups);
    Await.until(
        length.plusSeconds(1),
        () -> System.nanoTime() - begun > length.toNanos(),
        () -> "time stands still");
    Split split = new Split(begun, ready(cluster));
    LOG.info("heals {}", split);
    long healed = System.nanoTime();
    cluster.heal();
    cluster.awaitWhole();
    long whole = System.nanoTime();
    load.awaitAcknowledged(cluster.addresses(), 20);
    long waited = load.longestWait(cluster.addresses());
    LOG.info(
        "healed wholeAfterMillis={} longestWaitMillis={}", (whole - healed) / 1_000_000, waited);
    return split;
  }

  private static List<Boolean> ready(ProcessCluster cluster) {
    return cluster.addresses().stream()
        .map(node -> cluster.node(cluster.addresses().indexOf(node)).isReady())
        .toList();
  }

  private static void assertBothSidesWentOn(FaultLoad load, ProcessCluster cluster, Split split) {
    for (NodeAddress node : cluster.addresses()) {
      assertFalse(
          acknowledgedMeanwhile(load, split, node).isEmpty(), node + " acknowledged nothing");
    }
    long waited = load.longestWait(cluster.addresses());
    assertTrue(waited < MOST_MILLIS_TO_ANSWER, "longest wait for an answer, ms: " + waited);
  }

  // Their network was whole all the time, so they owe each other what keeps no history too.
  private static void assertNothingLostAmong(FaultLoad load, List<NodeAddress> nodes) {
    List<String> losses = load.lossesAmong(nodes);
    String first = String.join("\n", losses.subList(0, Math.min(5, losses.size())));
    assertEquals(0, losses.size(), () -> "lost between " + nodes + ", such as\n" + first);
  }

  // On streams, once the sides know that they are apart.
  private static List<SentNumber> acknowledgedMeanwhile(
      FaultLoad load, Split split, NodeAddress node) {
    return load.sent().stream()
        .filter(one -> one.isAcknowledged() && one.node().equals(node) && !one.epoch().isEmpty())
        .filter(one -> one.sentAt() - split.begun > UNDERSTOOD.toNanos())
        .filter(one -> one.answeredAt() - split.begun < LONG.toNanos())
        .toList();
  }

  /**
   * @param begun {@code System.nanoTime()}
   * @param ready each node, just before it was healed
   */
  private record Split(long begun, List<Boolean> ready) {}
}
