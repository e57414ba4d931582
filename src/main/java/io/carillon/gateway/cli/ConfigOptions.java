package io.carillon.gateway.cli;

import io.carillon.gateway.config.ConfigException;
import io.carillon.gateway.config.ConfigLoader;
import io.carillon.gateway.config.GatewayConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a command takes its configuration from. */
final class ConfigOptions {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "YAML; without it everything has its default.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides one key, as in --set listeners.public.port=8081.")
  private List<String> sets = new ArrayList<>();

  /** Throws {@link ConfigException} with every mistake. */
  GatewayConfig load() {
    return load(Map.of(), List.of());
  }

  /**
   * Throws {@link ConfigException} with every mistake.
   *
   * @param defaults by key, for what the person says nothing of
   * @param overrides each {@code key=value}, whatever the person says
   */
  GatewayConfig load(Map<String, String> defaults, List<String> overrides) {
    List<String> options = new ArrayList<>(sets);
    options.addAll(overrides);
    return ConfigLoader.load(Optional.ofNullable(file), options, System.getenv(), defaults);
  }

  /** What to tell the person who gave the command. */
  static String explain(Throwable failure) {
    if (failure instanceof ConfigException mistakes) {
      int count = mistakes.complaints().size();
      return (count == 1 ? "1 mistake" : count + " mistakes")
          + " in the configuration:\n"
          + mistakes.getMessage().indent(2).stripTrailing();
    }
    String message = failure.getMessage();
    return "cannot start: " + (message == null ? failure.getClass().getSimpleName() : message);
  }
}
