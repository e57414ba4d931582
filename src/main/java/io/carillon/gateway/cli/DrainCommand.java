package io.carillon.gateway.cli;

import io.carillon.gateway.config.GatewayConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks a node that runs to part with its clients, and waits for that if it shall. */
@Command(
    name = "drain",
    description =
        "Has a node that runs send its clients elsewhere. It stays up, and is not ready, until it is"
            + " told to end.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:it has begun; with --wait: nobody is left; with --cancel: it serves",
      "1:the configuration has mistakes, or the node does not answer or do it",
      "2:the command line has mistakes",
      "3:with --wait: somebody is left at the end of --timeout"
    },
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class)
final class DrainCommand implements Callable<Integer> {
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int LATE = 3;
  private static final Set<String> SCHEMES = Set.of("http", "https");

  @Mixin private ConfigOptions options;
  @Spec private CommandSpec spec;

  @Option(names = "--wait", description = "Returns when nobody is left.")
  private boolean wait;

  @Option(names = "--cancel", description = "Takes it back, before clients are asked to go.")
  private boolean cancel;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "Of the admin listener of the node, as in http://127.0.0.1:8090; without it, where the"
              + " configuration has it.")
  private URI url;

  @Mixin private Authorities authorities;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "For --wait; without it ${DEFAULT-VALUE}.")
  private int timeout;

  @Override
  public Integer call() throws InterruptedException {
    if (wait && cancel) {
      throw new ParameterException(spec.commandLine(), "--wait and --cancel: wanted one of them");
    }
    if (url != null && (url.getHost() == null || !SCHEMES.contains(url.getScheme()))) {
      throw new ParameterException(
          spec.commandLine(), "--url: found " + url + ", wanted http:// or https:// and a host");
    }
    GatewayConfig config = options.load();
    try {
      return drain(
          new DrainCalls(
              url == null ? address(config) : url, config, authorities.trusted().orElse(null)));
    } catch (IOException failure) {
      spec.commandLine().getErr().println(failure.getMessage());
      return 1;
    }
  }

  private int drain(DrainCalls node) throws IOException, InterruptedException {
    if (cancel) {
      print(node.cancel());
      return 0;
    }
    JsonObject now = node.begin();
    print(now);
    return wait ? await(node, now) : 0;
  }

  private URI address(GatewayConfig config) {
    var admin = config.listeners().admin();
    if (admin.port() == 0) {
      throw new ParameterException(
          spec.commandLine(), "--url: found nothing, and no port in the configuration either");
    }
    return DrainCalls.address(
        admin.tls().isPresent() ? "https" : "http", admin.host(), admin.port());
  }

  private int await(DrainCalls node, JsonObject begun) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(timeout).toNanos();
    JsonObject now = begun;
    while (!now.getString("state").equals("drained")) {
      if (System.nanoTime() - deadline > 0) {
        spec.commandLine().getErr().println("not drained after " + timeout + " s");
        return LATE;
      }
      Thread.sleep(PAUSE.toMillis());
      JsonObject next = node.progress();
      if (!text(next).equals(text(now))) {
        print(next);
      }
      now = next;
    }
    return 0;
  }

  private void print(JsonObject progress) {
    spec.commandLine().getOut().println(text(progress));
    spec.commandLine().getOut().flush();
  }

  private static String text(JsonObject progress) {
    return progress.getString("node")
        + " "
        + progress.getString("state")
        + ": "
        + progress.getLong("clients")
        + " clients and "
        + progress.getLong("links")
        + " links are here";
  }
}
