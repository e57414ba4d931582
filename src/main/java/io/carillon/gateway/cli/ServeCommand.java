package io.carillon.gateway.cli;

import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.node.GatewayNode;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a node until the process is asked to end. */
@Command(
    name = "serve",
    description = "Runs a node until the process is asked to end.",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class)
final class ServeCommand implements Callable<Integer> {
  /** No exit code: the node goes on after the command. */
  static final int RUNNING = -1;

  private static final int START_SECONDS = 60;
  private static final int CLOSE_SECONDS = 60;

  @Mixin private ConfigOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    GatewayConfig config = options.load();
    GatewayNode node = GatewayNode.start(config).await(START_SECONDS, TimeUnit.SECONDS);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node), "shutdown"));
    node.broken().onFailure(ServeCommand::end);
    spec.commandLine().getOut().println(Greeting.of(config, node.publicPort(), node.adminPort()));
    return RUNNING;
  }

  // A supervisor starts it again; the shutdown hook closes what is still open.
  private static void end(Throwable cause) {
    System.err.println("cannot go on: " + cause.getMessage());
    new Thread(() -> System.exit(1), "exit").start();
  }

  // The process must not end before the node has.
  private static void close(GatewayNode node) {
    CountDownLatch closed = new CountDownLatch(1);
    node.close().onComplete(done -> closed.countDown());
    try {
      if (!closed.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("gave up waiting for the node to close");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
