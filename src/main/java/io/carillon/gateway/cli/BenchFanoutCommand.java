package io.carillon.gateway.cli;

import io.carillon.gateway.bench.Kind;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes to subscribers and looks at what arrives. */
@Command(
    name = "fanout",
    description = "Publishes to subscribers and looks at what arrives.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    versionProvider = BuildVersion.class)
final class BenchFanoutCommand implements Callable<Integer> {
  @Mixin private BenchOptions options;
  @Mixin private BenchTraffic traffic;
  @Mixin private BenchPublishing publishing;
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "URL",
      description =
          "Where they subscribe; several share them. {channel} stands for the channel, {i} for the number of the connection.")
  private List<String> urls;

  @Override
  public Integer call() throws Exception {
    return BenchRun.of(
        spec, options, () -> options.plan(Kind.FANOUT, urls, publishing.on(traffic.traffic())));
  }
}
