package io.carillon.gateway.wire;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What clients offer in {@code Sec-WebSocket-Extensions}, of which permessage-deflate is
 * understood: RFC 7692 section 7.1. Stateless.
 */
final class DeflateOffer {
  private static final String NAME = "permessage-deflate";

  // Nobody keeps a window between messages: so all who listen share what is compressed for one, and
  // all who speak share what decompresses. Section 7.1.1.2 allows to ask a client for it unasked.
  private static final String ACCEPTED =
      NAME + "; server_no_context_takeover; client_no_context_takeover";
  private static final Pattern WINDOW_BITS = Pattern.compile("8|9|1[0-5]");
  private static final String WIDEST = "15";

  private DeflateOffer() {}

  /**
   * The answer to the first offer that can be kept to; null when there is none. An offer that is
   * malformed, or knows more than the RFC does, is passed over, sections 5.1 and 7.1.
   *
   * @param lines all values of the header
   */
  static String answer(List<String> lines) {
    for (String line : lines) {
      for (String offer : split(line, ',')) {
        String answer = answer(offer);
        if (answer != null) {
          return answer;
        }
      }
    }
    return null;
  }

  private static String answer(String offer) {
    List<String> parts = split(offer, ';');
    if (!parts.get(0).trim().equals(NAME)) {
      return null;
    }
    Set<String> names = new HashSet<>();
    for (String part : parts.subList(1, parts.size())) {
      int equals = part.indexOf('=');
      String name = (equals < 0 ? part : part.substring(0, equals)).trim();
      String value = equals < 0 ? null : unquoted(part.substring(equals + 1).trim());
      if (!names.add(name) || !isKept(name, value)) {
        return null;
      }
    }
    return names.contains("server_max_window_bits")
        ? ACCEPTED + "; server_max_window_bits=" + WIDEST
        : ACCEPTED;
  }

  /**
   * Whether a parameter is right, and what it demands is done.
   *
   * @param value null for none
   */
  private static boolean isKept(String name, String value) {
    return switch (name) {
      case "server_no_context_takeover", "client_no_context_takeover" -> value == null;
      // The JDK has no window but the widest.
      case "server_max_window_bits" -> WIDEST.equals(value);
      case "client_max_window_bits" -> value == null || WINDOW_BITS.matcher(value).matches();
      default -> false;
    };
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  // What stands between quotes is not taken apart.
  private static List<String> split(String text, char at) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int begin = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      if (c == at && !quoted) {
        parts.add(text.substring(begin, i));
        begin = i + 1;
      }
    }
    parts.add(text.substring(begin));
    return parts;
  }
}
