package io.carillon.gateway.cluster;

import static io.carillon.gateway.testkit.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.carillon.gateway.testkit.Await;
import io.carillon.gateway.testkit.TestCluster;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
  /** Longer than a node may say nothing. */
  private static final Duration STILL = Duration.ofSeconds(4);

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void nodeThatStoodStillItselfDoesNotTakeTheOthersForSilent() {
    try (TestCluster nodes = new TestCluster(2)) {
      Cluster node = nodes.node(0);
      long heardBefore = heard(node);
      Await.until(PATIENCE, () -> heard(node) > heardBefore, () -> "heard nothing of the other");

      standStill(node);

      long heardThen = heard(node);
      // What came meanwhile, and what is said from now on: it has judged more than once by then.
      Await.until(PATIENCE, () -> heard(node) > heardThen + 6, () -> "heard " + heard(node));
      assertEquals(0, node.counts().missed(), "how often the other was taken for silent");
    }
  }

  private static void standStill(Cluster node) {
    CountDownLatch over = new CountDownLatch(1);
    Future<Void> stood =
        node.onLoop(
            () -> {
              try {
                over.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
              } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
              }
              return Future.succeededFuture();
            });
    long since = System.nanoTime();
    Await.until(
        PATIENCE, () -> System.nanoTime() - since > STILL.toNanos(), () -> "time stands still");
    over.countDown();
    await(stood);
  }

  private static long heard(Cluster node) {
    return node.bus().counts().received(NodeBus.Kind.HEARTBEAT).messages();
  }
}
