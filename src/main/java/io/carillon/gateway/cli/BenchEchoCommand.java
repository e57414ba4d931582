package io.carillon.gateway.cli;

import io.carillon.gateway.bench.Kind;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends what comes back on the same connection. */
@Command(
    name = "echo",
    description = "Sends what comes back on the same connection.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    versionProvider = BuildVersion.class)
final class BenchEchoCommand implements Callable<Integer> {
  @Mixin private BenchOptions options;
  @Mixin private BenchTraffic traffic;
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "URL",
      description = "Servers that echo; several share the connections.")
  private List<String> urls;

  @Override
  public Integer call() throws Exception {
    return BenchRun.of(spec, options, () -> options.plan(Kind.ECHO, urls, traffic.traffic()));
  }
}
