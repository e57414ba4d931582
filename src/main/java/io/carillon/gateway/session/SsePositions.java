package io.carillon.gateway.session;

import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The id of an event: {@code channel=epoch:offset}, joined by commas, channel names
 * percent-encoded.
 */
final class SsePositions {
  /** Of equals sign, epoch, colon, offset and comma. */
  private static final int PLACE_BYTES = 40;

  private SsePositions() {}

  static String format(Map<String, StreamPosition> positions) {
    return positions.entrySet().stream()
        .filter(entry -> !entry.getValue().epoch().isEmpty())
        .map(
            entry ->
                URLEncoder.encode(entry.getKey(), StandardCharsets.UTF_8)
                    + '='
                    + entry.getValue().epoch()
                    + ':'
                    + entry.getValue().offset())
        .collect(Collectors.joining(","));
  }

  /** How long an id of these channels can become, in bytes. */
  static int lengthFor(Collection<String> channels) {
    return channels.stream()
        .mapToInt(name -> URLEncoder.encode(name, StandardCharsets.UTF_8).length() + PLACE_BYTES)
        .sum();
  }

  /**
   * Where a client begins: at what it saw last, when it comes back; else where the page that it is
   * on was made from. Empty when it does not say; fails as {@link #parse} does.
   */
  static Map<String, StreamPosition> of(HttpServerRequest request) {
    String last = request.getHeader("Last-Event-ID");
    String since = last == null || last.isEmpty() ? request.getParam("since") : last;
    return since == null || since.isEmpty() ? Map.of() : parse(since);
  }

  /**
   * Reads an id that a client sent back.
   *
   * @throws GatewayException with {@code BAD_REQUEST} when it is none of ours
   */
  static Map<String, StreamPosition> parse(String id) {
    Map<String, StreamPosition> positions = new HashMap<>();
    for (String one : id.split(",", -1)) {
      int equals = one.indexOf('=');
      int colon = one.lastIndexOf(':');
      if (equals <= 0 || colon < equals) {
        throw new GatewayException(
            ErrorCode.BAD_REQUEST, "no position: wanted channel=epoch:offset");
      }
      try {
        String channel = URLDecoder.decode(one.substring(0, equals), StandardCharsets.UTF_8);
        long offset = Long.parseLong(one.substring(colon + 1));
        if (offset < 0) {
          throw new NumberFormatException();
        }
        positions.put(channel, new StreamPosition(one.substring(equals + 1, colon), offset));
      } catch (IllegalArgumentException malformed) {
        throw new GatewayException(
            ErrorCode.BAD_REQUEST, "no position: wanted channel=epoch:offset");
      }
    }
    return positions;
  }
}
