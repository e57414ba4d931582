package io.carillon.gateway.cli;

import io.carillon.gateway.bench.Kind;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Opens connections, subscribes, and holds them. */
@Command(
    name = "connect",
    description = "Opens connections, subscribes, and holds them.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    versionProvider = BuildVersion.class)
final class BenchConnectCommand implements Callable<Integer> {
  @Mixin private BenchOptions options;
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "URL",
      description = "Where to; several share the connections.")
  private List<String> urls;

  @Override
  public Integer call() throws Exception {
    return BenchRun.of(spec, options, () -> options.plan(Kind.CONNECT, urls, BenchTraffic.none()));
  }
}
