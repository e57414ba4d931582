package io.carillon.gateway.cli;

import io.carillon.gateway.node.GatewayNode;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Nodes that go on after the command that started them, until the process is asked to end. */
final class RunningNodes {
  /** No exit code. */
  static final int RUNNING = -1;

  private static final int CLOSE_SECONDS = 60;

  private RunningNodes() {}

  /** From now on the end of the process waits for theirs; ends it when one of them cannot go on. */
  static int keep(List<GatewayNode> nodes) {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitClosed(nodes), "shutdown"));
    } catch (IllegalStateException ending) {
      return RUNNING; // asked to end while they started: the process ends without more ado
    }
    nodes.forEach(node -> node.broken().onFailure(RunningNodes::end));
    return RUNNING;
  }

  /** Closes them one after the other, since each hands over to those that are left. */
  static Future<Void> close(List<GatewayNode> nodes) {
    Future<Void> closed = Future.succeededFuture();
    for (GatewayNode node : nodes) {
      closed = closed.transform(earlier -> node.close());
    }
    return closed;
  }

  // A supervisor starts it again; the shutdown hook closes what is still open.
  private static void end(Throwable cause) {
    System.err.println("cannot go on: " + cause.getMessage());
    new Thread(() -> System.exit(1), "exit").start();
  }

  // The process must not end before the nodes have.
  private static void awaitClosed(List<GatewayNode> nodes) {
    CountDownLatch closed = new CountDownLatch(1);
    close(nodes).onComplete(done -> closed.countDown());
    try {
      if (!closed.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("gave up waiting for the nodes to close");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    LogSetup.finish();
  }
}
