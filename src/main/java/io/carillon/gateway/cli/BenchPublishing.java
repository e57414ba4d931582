package io.carillon.gateway.cli;

import io.carillon.gateway.bench.Traffic;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The options of who publishes. */
final class BenchPublishing {
  private static final Pattern LISTENER = Pattern.compile("https?://[^/?#]+");

  @Option(
      names = "--publish",
      paramLabel = "URL",
      required = true,
      description =
          "Where to publish: the admin listener of a node, as in http://127.0.0.1:8090, or a"
              + " WebSocket, as in ws://127.0.0.1:8080/connection/websocket or"
              + " ws://127.0.0.1:8080/raw?channel={channel}.")
  private String url;

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      defaultValue = "",
      description = "For publishing over HTTP.")
  private String apiKey;

  @Option(
      names = "--admin",
      paramLabel = "URL",
      split = ",",
      description =
          "Nodes to ask for the CPU that they use, by their /metrics; without it the one of"
              + " --publish, where that is HTTP.")
  private List<String> admins = List.of();

  @Option(
      names = "--publishers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Connections that publish; ${DEFAULT-VALUE}.")
  private int publishers;

  /** The same messages, published. */
  Traffic on(Traffic traffic) {
    return new Traffic(
        traffic.rate(), traffic.window(), traffic.size(), url, apiKey, publishers, asked());
  }

  private List<String> asked() {
    Matcher listener = LISTENER.matcher(url);
    return admins.isEmpty() && listener.lookingAt() ? List.of(listener.group()) : admins;
  }
}
