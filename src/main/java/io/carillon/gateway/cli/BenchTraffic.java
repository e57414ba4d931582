package io.carillon.gateway.cli;

import io.carillon.gateway.bench.Traffic;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of messages. */
final class BenchTraffic {
  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Messages a second, of all publishers, or all connections that want an echo, together;"
              + " latency counts from the moment one was due. Without it a window is kept full.")
  private double rate;

  @Option(
      names = "--window",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Without a rate: messages under way at once, of echoes on each connection; ${DEFAULT-VALUE}.")
  private int window;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "128",
      description = "Of a message, from 48 on; ${DEFAULT-VALUE}.")
  private int size;

  /** No messages at all. */
  static Traffic none() {
    return new Traffic(0, 1, 128, "", "", 0, List.of());
  }

  /** What was asked for; nothing is published yet. */
  Traffic traffic() {
    return new Traffic(rate, window, size, "", "", 0, List.of());
  }
}
