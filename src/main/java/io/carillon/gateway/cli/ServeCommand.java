package io.carillon.gateway.cli;

import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.node.GatewayNode;
import java.util.List;
import java.util.concurrent.Callable;
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
  private static final int START_SECONDS = 60;

  @Mixin private ConfigOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    GatewayConfig config = options.load();
    LogSetup.apply(config.log());
    Ending ending = Ending.listen();
    GatewayNode node = GatewayNode.start(config).await(START_SECONDS, TimeUnit.SECONDS);
    String greeting =
        Greeting.of(config, node.publicPort(), node.publicTlsPort(), node.adminPort());
    spec.commandLine().getOut().println(greeting);
    ending.takes(List.of(node));
    return RunningNodes.keep(List.of(node));
  }
}
