package io.carillon.gateway.cli;

import io.carillon.gateway.node.GatewayNode;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process does when it is asked to end: SIGTERM drains its nodes, SIGINT does so without
 * waiting for load balancers, since somebody sits before the terminal; a second one of either
 * hurries. Then the process ends with 0. One that is asked while its nodes start lets them come up,
 * to take them down in order; when that takes too long, it ends without. Callable from any thread.
 */
final class Ending {
  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);
  private static final Duration START_PATIENCE = Duration.ofSeconds(10);

  /** For broker and cluster, once nobody is left. */
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(60);

  private static final int ENDED_BY_TERM = 143;
  private static final int ENDED_BY_INT = 130;

  private final CompletableFuture<List<GatewayNode>> nodes = new CompletableFuture<>();
  private final AtomicInteger asked = new AtomicInteger();

  private Ending() {}

  /** From now on it is this that signals mean. */
  static Ending listen() {
    Ending ending = new Ending();
    Signals.handle("TERM", () -> ending.onSignal("TERM", ENDED_BY_TERM));
    Signals.handle("INT", () -> ending.onSignal("INT", ENDED_BY_INT));
    return ending;
  }

  /** These have come up. */
  void takes(List<GatewayNode> running) {
    nodes.complete(running);
  }

  /** Called on a thread of its own. */
  private void onSignal(String name, int code) {
    int before = asked.getAndIncrement();
    if (before > 0) {
      hurry(code);
      return;
    }
    LOG.info("asked to end, once more hurries signal={}", name);
    boolean serving = nodes.isDone(); // else no load balancer has sent anybody yet
    try {
      List<GatewayNode> running = nodes.get(START_PATIENCE.toSeconds(), TimeUnit.SECONDS);
      System.exit(end(running, serving && name.equals("TERM")));
    } catch (TimeoutException late) {
      System.err.println("asked to end while starting");
      System.exit(code);
    } catch (ExecutionException | InterruptedException impossible) {
      System.exit(code);
    }
  }

  private void hurry(int code) {
    if (nodes.isDone()) {
      nodes.join().forEach(GatewayNode::drainAtOnce);
    } else {
      System.exit(code);
    }
  }

  private static int end(List<GatewayNode> running, boolean patient) {
    Duration longest = CLOSE_PATIENCE;
    for (GatewayNode node : running) {
      longest = longest.plus(node.config().shutdown().longest());
    }
    List<Future<Void>> drained =
        running.stream().map(node -> patient ? node.drain() : node.drainNow()).toList();
    try {
      Future.join(drained)
          .transform(any -> RunningNodes.close(running))
          .await(longest.toSeconds(), TimeUnit.SECONDS);
      return 0;
    } catch (TimeoutException late) {
      System.err.println("gave up waiting for the nodes to close");
      return 1;
    }
  }
}
