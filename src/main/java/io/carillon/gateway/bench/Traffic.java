package io.carillon.gateway.bench;

import java.util.List;

/**
 * The messages. Each begins with a marker, see the README.
 *
 * @param rate messages in a second, of all publishers together, or of all connections that want an
 *     echo; latency then counts from the moment at which a message was due. 0 for a closed loop
 * @param window without a rate: messages under way at once, in all or, of echoes, on each
 *     connection
 * @param size of a message in bytes
 * @param publishUrl where to publish: of the API of a node ({@code http}, {@code https}), or a
 *     WebSocket of the protocol; empty where nothing is published
 * @param apiKey for that API; empty for none
 * @param publishers connections that publish; 0 where others do
 * @param admins of nodes that are asked for the CPU they use, by the machine that publishes
 */
public record Traffic(
    double rate,
    int window,
    int size,
    String publishUrl,
    String apiKey,
    int publishers,
    List<String> admins) {
  public Traffic {
    admins = List.copyOf(admins);
  }

  public Traffic withRate(double other) {
    return new Traffic(other, window, size, publishUrl, apiKey, publishers, admins);
  }

  public Traffic withPublishers(int other) {
    return new Traffic(rate, window, size, publishUrl, apiKey, other, admins);
  }

  Traffic withoutSecrets() {
    return new Traffic(
        rate,
        window,
        size,
        Target.shown(publishUrl),
        Target.hidden(apiKey),
        publishers,
        admins.stream().map(Target::shown).toList());
  }
}
