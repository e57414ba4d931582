package io.carillon.gateway.cli;

import io.carillon.gateway.cluster.OtherGeneration;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program. Without a command it serves. */
@Command(
    name = "carillon",
    description = "A clustered WebSocket gateway.",
    subcommands = {
      ServeCommand.class,
      DemoCommand.class,
      DrainCommand.class,
      CheckCommand.class,
      TokenCommand.class,
      BenchCommand.class,
      CommandLine.HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class)
public final class Carillon {
  /** The other nodes speak another generation of the protocol: to start again mends nothing. */
  private static final int OTHER_GENERATION = 3;

  private Carillon() {}

  /** Runs one command and exits with its code; nodes that were started live on. */
  public static void main(String[] arguments) {
    allowCallbacks();
    String[] effective = arguments.length == 0 ? new String[] {"serve"} : arguments;
    int exitCode = commandLine().execute(effective);
    if (exitCode != RunningNodes.RUNNING) {
      LogSetup.finish();
      System.exit(exitCode);
    }
  }

  // With a common pool of one thread or none, as on small machines, Hazelcast would start a thread
  // for each callback. Before anything loads that pool.
  private static void allowCallbacks() {
    String key = "java.util.concurrent.ForkJoinPool.common.parallelism";
    if (System.getProperty(key) == null && Runtime.getRuntime().availableProcessors() < 3) {
      System.setProperty(key, "2");
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new Carillon())
        .setParameterExceptionHandler(
            (wrong, arguments) -> {
              // Its whole usage would push the sentence off the screen.
              CommandLine command = wrong.getCommandLine();
              PrintWriter err = command.getErr();
              err.println(wrong.getMessage());
              UnmatchedArgumentException.printSuggestions(wrong, err);
              err.println("see " + command.getCommandSpec().qualifiedName() + " --help");
              return command.getCommandSpec().exitCodeOnInvalidInput();
            })
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              command.getErr().println(ConfigOptions.explain(failure));
              return failure instanceof OtherGeneration
                  ? OTHER_GENERATION
                  : command.getCommandSpec().exitCodeOnExecutionException();
            });
  }
}
