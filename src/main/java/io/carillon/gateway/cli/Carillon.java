package io.carillon.gateway.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program. Without a command it serves. */
@Command(
    name = "carillon",
    description = "A clustered WebSocket gateway.",
    subcommands = {ServeCommand.class, CommandLine.HelpCommand.class},
    mixinStandardHelpOptions = true)
public final class Carillon {
  private Carillon() {}

  public static void main(String[] arguments) {
    String[] effective = arguments.length == 0 ? new String[] {"serve"} : arguments;
    int exitCode = new CommandLine(new Carillon()).execute(effective);
    if (exitCode != ServeCommand.RUNNING) {
      System.exit(exitCode);
    }
  }
}
