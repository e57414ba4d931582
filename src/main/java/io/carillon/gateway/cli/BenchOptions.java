package io.carillon.gateway.cli;

import io.carillon.gateway.bench.BenchException;
import io.carillon.gateway.bench.Crowd;
import io.carillon.gateway.bench.Kind;
import io.carillon.gateway.bench.Plan;
import io.carillon.gateway.bench.Protocol;
import io.carillon.gateway.bench.Share;
import io.carillon.gateway.bench.Target;
import io.carillon.gateway.bench.Times;
import io.carillon.gateway.bench.Traffic;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every bench, and the plan that comes of them. */
final class BenchOptions {
  private static final Pattern SCHEME = Pattern.compile("(?i)(ws|http)s?://");

  @Option(
      names = {"-a", "--amount"},
      paramLabel = "N",
      defaultValue = "100",
      description = "Connections; ${DEFAULT-VALUE}. Of proxy on each side.")
  private int amount;

  @Option(
      names = {"-c", "--concurrency"},
      paramLabel = "N",
      defaultValue = "50",
      description = "Handshakes under way at once; ${DEFAULT-VALUE}.")
  private int concurrency;

  @Option(
      names = "--connect-rate",
      paramLabel = "N",
      defaultValue = "0",
      description = "Connections begun in a second; without it as many as go.")
  private double connectRate;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = BenchDuration.class,
      description = "How long is measured; ${DEFAULT-VALUE}. Both sides of proxy share it.")
  private long durationMillis;

  @Option(
      names = "--warmup",
      paramLabel = "TIME",
      defaultValue = "2s",
      converter = BenchDuration.class,
      description = "Messages before that; ${DEFAULT-VALUE}. Both sides of proxy share it.")
  private long warmupMillis;

  @Option(
      names = "--drain",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = BenchDuration.class,
      description = "For messages that are still due at the end, at most; ${DEFAULT-VALUE}.")
  private long drainMillis;

  @Option(
      names = "--connect-timeout",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = BenchDuration.class,
      description = "For one connection until it hears; ${DEFAULT-VALUE}.")
  private long connectMillis;

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      description =
          "centrifuge-json, centrifuge-protobuf, raw, sse or socketio; without it the path of the"
              + " URL tells. Echoes are raw.")
  private String protocol;

  @Option(
      names = "--channels",
      paramLabel = "N",
      defaultValue = "1",
      description = "That the connections are spread over; ${DEFAULT-VALUE}.")
  private int channels;

  @Option(
      names = "--subscriptions",
      paramLabel = "N",
      defaultValue = "1",
      description = "Channels of each connection; ${DEFAULT-VALUE}.")
  private int subscriptions;

  @Option(
      names = "--channel",
      paramLabel = "NAME",
      defaultValue = "bench-{n}",
      description = "Their name, {n} stands for the number; ${DEFAULT-VALUE}.")
  private String channel;

  @Option(
      names = "--source-addresses",
      paramLabel = "ADDRESS",
      split = ",",
      description =
          "To connect from, in turn: each has as many connections to one server as the machine has"
              + " ports for them, usually 28,232.")
  private List<String> sourceAddresses = List.of();

  @Option(names = "--insecure", description = "Any certificate will do.")
  private boolean insecure;

  @Mixin private Authorities authorities;

  @Option(
      names = "--token",
      paramLabel = "JWT",
      defaultValue = "",
      description = "For the connect command of Centrifuge.")
  private String token;

  @Option(
      names = "--subprotocol",
      paramLabel = "NAME",
      defaultValue = "",
      description = "To ask for in the handshake.")
  private String subprotocol;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Event loops; without it half as many as there are processors.")
  private Integer threads;

  @Mixin private BenchStage stage;
  @Mixin private BenchOutput output;

  /** Where it takes place. */
  BenchStage stage() {
    return stage;
  }

  /** What is written of it. */
  BenchOutput output() {
    return output;
  }

  /** Throws {@link BenchException} when it cannot be; what only the engine knows it finds later. */
  Plan plan(Kind kind, List<String> urls, Traffic traffic) {
    urls.forEach(BenchOptions::checkScheme);
    Protocol spoken = protocol(kind, urls);
    List<String> complete = urls.stream().map(url -> complete(url, spoken)).toList();
    int loops = threads == null ? Runtime.getRuntime().availableProcessors() / 2 : threads;
    return new Plan(
        kind,
        new Target(complete, spoken, subprotocol, token, sourceAddresses, insecure, authorities()),
        new Crowd(
            amount,
            concurrency,
            connectRate,
            channels,
            subscriptions,
            channel,
            threads == null ? Math.max(1, loops) : loops),
        traffic,
        new Times(warmupMillis, durationMillis, drainMillis, connectMillis),
        Share.whole());
  }

  // Before its path is asked what is spoken.
  private static void checkScheme(String url) {
    if (!SCHEME.matcher(url).lookingAt()) {
      throw new BenchException(url + ": wanted ws://, wss://, http:// or https://");
    }
  }

  private String authorities() {
    String pem = authorities.pem().orElse("");
    if (insecure && !pem.isEmpty()) {
      throw new BenchException("--insecure and --cacert: wanted one of them");
    }
    return pem;
  }

  private Protocol protocol(Kind kind, List<String> urls) {
    if (amount < 1) {
      throw new BenchException("--amount: found " + amount + ", wanted at least 1");
    }
    if (protocol != null) {
      return Arrays.stream(Protocol.values())
          .filter(one -> one.label().equals(protocol))
          .findFirst()
          .orElseThrow(
              () -> new BenchException("--protocol: found " + protocol + ", wanted " + labels()));
    }
    if (kind == Kind.ECHO || kind == Kind.PROXY) {
      return Protocol.RAW;
    }
    List<Optional<Protocol>> guesses = urls.stream().map(Protocol::guess).distinct().toList();
    if (guesses.size() > 1) {
      throw new BenchException("the URLs are of several protocols, and one run speaks one");
    }
    return guesses
        .get(0)
        .orElseThrow(
            () -> new BenchException(urls.get(0) + ": wanted --protocol, one of " + labels()));
  }

  private static String labels() {
    return Arrays.stream(Protocol.values()).map(Protocol::label).collect(Collectors.joining(", "));
  }

  // What everybody means by the endpoint for which a browser is enough.
  private static String complete(String url, Protocol protocol) {
    boolean plain = protocol == Protocol.RAW || protocol == Protocol.SSE;
    return plain && url.endsWith("/subscribe") ? url + "?channel={channel}" : url;
  }
}
