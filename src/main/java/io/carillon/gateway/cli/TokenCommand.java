package io.carillon.gateway.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tokens of clients. */
@Command(
    name = "token",
    description = "Makes tokens to try a gateway with, and checks those of others.",
    subcommands = {TokenMakeCommand.class, TokenCheckCommand.class},
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class)
final class TokenCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "wanted make or check");
  }
}
