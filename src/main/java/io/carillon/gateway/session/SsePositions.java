package io.carillon.gateway.session;

import io.carillon.gateway.channel.StreamPosition;
import io.carillon.gateway.error.ErrorCode;
import io.carillon.gateway.error.GatewayException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The id of an event: {@code channel=epoch:offset}, joined by commas, channel names
 * percent-encoded.
 */
final class SsePositions {
  private SsePositions() {}

  static String format(Map<String, StreamPosition> positions) {
    return positions.entrySet().stream()
        .map(
            entry ->
                URLEncoder.encode(entry.getKey(), StandardCharsets.UTF_8)
                    + '='
                    + entry.getValue().epoch()
                    + ':'
                    + entry.getValue().offset())
        .collect(Collectors.joining(","));
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
