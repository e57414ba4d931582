package io.carillon.gateway.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Loads servers with connections and messages, and tells what they noticed. */
@Command(
    name = "bench",
    description = {
      "Loads servers with connections and messages, and tells what these noticed.",
      "Exit code 0 when all went well, 1 when connections failed, messages were lost, doubled or"
          + " out of order, or a file was not written, 2 when it was asked for what cannot be or"
          + " with options that are not accepted, 130 when Ctrl-C ended it early."
    },
    subcommands = {
      BenchConnectCommand.class,
      BenchFanoutCommand.class,
      BenchEchoCommand.class,
      BenchProxyCommand.class,
      BenchAgentCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class)
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "bench: wanted one of connect, fanout, echo, proxy, agent");
  }
}
