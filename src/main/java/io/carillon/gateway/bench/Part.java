package io.carillon.gateway.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What came of the connections to one side.
 *
 * @param name of that side; empty where there is one only
 * @param connect from the beginning of a connection until it hears: TCP, TLS, handshake, subscribe
 * @param handshake the first part of that: TCP, TLS, and the answer to the handshake
 * @param subscribe the second part, where the protocol says when it hears
 * @param publish from the moment a message was due, or without a rate was sent, until the server
 *     had said that it took it; where servers say so, and of the measured time only
 * @param delivery from the moment a message was due, or without a rate was sent, until it arrived;
 *     of echoes until it was back. Of the measured time only
 * @param reconnect from the loss of a connection until it hears again
 * @param silence the longest time without a message of each connection, while messages were sent;
 *     one count for each that should have heard
 * @param seconds of the whole run, those with nothing in them left out
 * @param failures the distinct ones, the most frequent first
 */
public record Part(
    String name,
    Counters counters,
    Latencies connect,
    Latencies handshake,
    Latencies subscribe,
    Latencies publish,
    Latencies delivery,
    Latencies reconnect,
    Latencies silence,
    List<Second> seconds,
    List<Failure> failures) {
  /** The names of the two sides of {@link Kind#PROXY}, in their order. */
  public static final String DIRECT = "direct";

  public static final String GATEWAY = "gateway";

  public Part {
    seconds = List.copyOf(seconds);
    failures = List.copyOf(failures);
  }

  /** Adds up what several loops, or machines, have seen of the same side. */
  public static Part merge(List<Part> parts) {
    return new Part(
        parts.get(0).name,
        parts.stream().map(Part::counters).reduce(Counters.NONE, Counters::plus),
        Latencies.merge(of(parts, Part::connect)),
        Latencies.merge(of(parts, Part::handshake)),
        Latencies.merge(of(parts, Part::subscribe)),
        Latencies.merge(of(parts, Part::publish)),
        Latencies.merge(of(parts, Part::delivery)),
        Latencies.merge(of(parts, Part::reconnect)),
        Latencies.merge(of(parts, Part::silence)),
        mergeSeconds(parts),
        mergeFailures(parts));
  }

  /** The same, begun so many seconds later. */
  public Part later(long by) {
    return new Part(
        name,
        counters,
        connect,
        handshake,
        subscribe,
        publish,
        delivery,
        reconnect,
        silence,
        seconds.stream().map(second -> second.later(by)).toList(),
        failures);
  }

  private static List<Latencies> of(List<Part> parts, Function<Part, Latencies> which) {
    return parts.stream().map(which).toList();
  }

  private static List<Second> mergeSeconds(List<Part> parts) {
    Map<Long, List<Second>> byTime = new TreeMap<>();
    for (Part part : parts) {
      for (Second second : part.seconds) {
        byTime.computeIfAbsent(second.at(), at -> new ArrayList<>()).add(second);
      }
    }
    return byTime.values().stream().map(Second::merge).toList();
  }

  private static List<Failure> mergeFailures(List<Part> parts) {
    Map<String, Long> counts = new TreeMap<>();
    for (Part part : parts) {
      part.failures.forEach(one -> counts.merge(one.what(), one.count(), Long::sum));
    }
    return counts.entrySet().stream()
        .map(entry -> new Failure(entry.getKey(), entry.getValue()))
        .sorted((one, other) -> Long.compare(other.count(), one.count()))
        .toList();
  }
}
