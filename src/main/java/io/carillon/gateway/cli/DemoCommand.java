package io.carillon.gateway.cli;

import io.carillon.gateway.config.GatewayConfig;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a whole cluster in this process, to try it. */
@Command(
    name = "demo",
    description = "Runs a whole cluster in one process, to try it.",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class)
final class DemoCommand implements Callable<Integer> {
  private static final int MOST_NODES = 9;
  private static final int START_SECONDS = 120;

  @Mixin private ConfigOptions options;
  @Spec private CommandSpec spec;
  private int count;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many, 1 to 9; without it ${DEFAULT-VALUE}.")
  void nodes(int wanted) {
    if (wanted < 1 || wanted > MOST_NODES) {
      throw new ParameterException(
          spec.commandLine(), "--nodes: found " + wanted + ", wanted 1 to " + MOST_NODES);
    }
    count = wanted;
  }

  @Override
  public Integer call() throws Exception {
    List<GatewayConfig> plan = DemoPlan.of(options, count);
    LogSetup.apply(plan.get(0).log());
    DemoPorts.check(plan);
    Ending ending = Ending.listen();
    DemoCluster cluster = DemoCluster.start(plan).await(START_SECONDS, TimeUnit.SECONDS);
    spec.commandLine().getOut().println(Greeting.of(cluster.nodes()));
    ending.takes(cluster.nodes());
    return RunningNodes.keep(cluster.nodes());
  }
}
