package io.carillon.gateway.cli;

import io.carillon.gateway.config.Remarks;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Validates a configuration and starts nothing. */
@Command(
    name = "check",
    description = "Validates a configuration and starts nothing; exit code 1 when it has mistakes.",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class)
final class CheckCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Remarks.of(options.load())
        .forEach(remark -> spec.commandLine().getErr().println("warning: " + remark));
    spec.commandLine().getOut().println("the configuration is good");
    return 0;
  }
}
