package io.carillon.gateway.cli;

import io.carillon.gateway.bench.Kind;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends echoes directly and through a gateway, in turns, and compares. */
@Command(
    name = "proxy",
    description = "Sends echoes directly and through a gateway, in turns, and compares.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    versionProvider = BuildVersion.class)
final class BenchProxyCommand implements Callable<Integer> {
  @Mixin private BenchOptions options;
  @Mixin private BenchTraffic traffic;
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "URL",
      description = "Two: the backend that echoes, and the gateway before it.")
  private List<String> urls;

  @Override
  public Integer call() throws Exception {
    return BenchRun.of(spec, options, () -> options.plan(Kind.PROXY, urls, traffic.traffic()));
  }
}
