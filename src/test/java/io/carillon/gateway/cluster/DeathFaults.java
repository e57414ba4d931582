package io.carillon.gateway.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.FaultLoad;
import io.carillon.gateway.testkit.LossVerdict;
import io.carillon.gateway.testkit.NodeAddress;
import io.carillon.gateway.testkit.NodeLogs;
import io.carillon.gateway.testkit.ProcessCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nodes that die, and nodes that are restarted. */
@Tag("faults")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@ExtendWith(NodeLogs.class)
class DeathFaults {
  private static final Logger LOG = LoggerFactory.getLogger(DeathFaults.class);
  private static final Duration RESTART = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final long MOST_MILLIS_TO_RECOVER = 6_000;

  private static ProcessCluster cluster;

  @BeforeAll
  @Timeout(value = 200, unit = TimeUnit.SECONDS)
  static void startCluster() {
    cluster = ProcessCluster.start("death", 3);
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  /** Each in turn: so it is that of a publisher, of a witness, an owner, a copy and a bystander. */
  @ParameterizedTest
  @ValueSource(ints = {2, 1, 0})
  void killedNodeTakesNothingWithIt(int victim) {
    List<NodeAddress> all = cluster.addresses();
    List<NodeAddress> survivors = but(victim);
    try (FaultLoad load = FaultLoad.start("kill", all, FaultLoad.Plan.moderate())) {
      load.awaitAcknowledged(all, 10);

      long killed = System.nanoTime();
      cluster.node(victim).kill();

      Await.until(
          LONGEST,
          () -> load.millisUntilHeard(killed, survivors).isPresent(),
          () -> "nothing is heard after " + cluster.address(victim) + " was killed");
      long millis = load.millisUntilHeard(killed, survivors).getAsLong();
      LOG.info("killed node={} allHeardAgainMillis={} goal=2000", cluster.address(victim), millis);
      load.awaitAcknowledged(survivors, 20);
      cluster.start(victim);
      cluster.awaitWhole();
      load.awaitAcknowledged(all, 10);
      LossVerdict.Report report = load.settle(all);

      assertEquals(0, report.told(), "clients that were told of a gap");
      assertTrue(millis < MOST_MILLIS_TO_RECOVER, "heard again after ms: " + millis);
    }
  }

  @Test
  void nodeThatIsRestartedUnderLoadTakesNothingWithIt() {
    List<NodeAddress> all = cluster.addresses();
    try (FaultLoad load = FaultLoad.start("restart", all, FaultLoad.Plan.moderate())) {
      load.awaitAcknowledged(all, 10);

      int code = cluster.node(1).terminate(RESTART);
      load.awaitAcknowledged(but(1), 20);
      cluster.start(1);
      cluster.awaitWhole();

      load.awaitAcknowledged(all, 10);
      LossVerdict.Report report = load.settle(all);
      assertEquals(0, code);
      assertEquals(0, report.told(), "clients that were told of a gap");
    }
  }

  @Test
  void restartOfOneNodeAfterTheOtherGoesUnnoticedUnderAThousandPublicationsASecond() {
    List<NodeAddress> all = cluster.addresses();
    try (FaultLoad load =
        FaultLoad.start("rolling", all, FaultLoad.Plan.moderate().of(16, 1_500))) {
      load.awaitAcknowledged(all, 50);

      for (int seat = 0; seat < 3; seat++) {
        cluster.node(seat).terminate(RESTART);
        cluster.start(seat);
        cluster.awaitWhole();
      }
      LOG.info("rolled publicationsPerSecond={}", load.acknowledgedPerSecond());

      load.awaitAcknowledged(all, 50);
      LossVerdict.Report report = load.settle(all);
      assertEquals(0, report.told(), "clients that were told of a gap");
    }
  }

  private static List<NodeAddress> but(int seat) {
    List<NodeAddress> others = new ArrayList<>(cluster.addresses());
    others.remove(seat);
    return others;
  }
}
