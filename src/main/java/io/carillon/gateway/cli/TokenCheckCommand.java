package io.carillon.gateway.cli;

import io.carillon.gateway.auth.Authenticator;
import io.carillon.gateway.auth.TokenMetrics;
import io.carillon.gateway.auth.TokenReport;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Verifies one token as a node of this configuration would, and says what is wrong with it. */
@Command(
    name = "check",
    description = "Verifies a token as a node of this configuration would, and prints its claims.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:it is good",
      "1:the configuration has mistakes",
      "2:the command line has",
      "3:it has expired",
      "4:it is not good",
      "5:it cannot be told, since keys cannot be fetched"
    },
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class)
final class TokenCheckCommand implements Callable<Integer> {
  private static final int MOST_BYTES = 1 << 16;

  @Mixin private ConfigOptions options;
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "TOKEN",
      description = "Without it, the token is read from standard input.")
  private String token;

  @Override
  public Integer call() throws IOException, TimeoutException {
    Vertx vertx = Vertx.vertx();
    Authenticator authenticator =
        new Authenticator(vertx, options.load().auth(), TokenMetrics.NONE);
    try {
      return tell(authenticator.examine(offered()).await(2, TimeUnit.MINUTES));
    } finally {
      authenticator.close();
      vertx.close();
    }
  }

  private String offered() throws IOException {
    return token != null
        ? token
        : new String(System.in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
  }

  private int tell(TokenReport report) {
    if (report.reason().isEmpty()) {
      spec.commandLine().getOut().println(report.claims());
      return 0;
    }
    spec.commandLine().getErr().println("the token is not good: " + report.reason());
    return switch (report.verdict()) {
      case EXPIRED -> 3;
      case NO_KEYS -> 5;
      default -> 4;
    };
  }
}
