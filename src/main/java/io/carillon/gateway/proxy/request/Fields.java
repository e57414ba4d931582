package io.carillon.gateway.proxy.request;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** What becomes of header fields on their way to a target, RFC 9110 section 7.6.1. Stateless. */
final class Fields {
  private static final int MOST_OPTIONS = 32;
  private static final AsciiString TE = AsciiString.cached("te");
  private static final AsciiString HOST = AsciiString.cached("host");
  private static final AsciiString FORWARDED = AsciiString.cached("forwarded");
  private static final AsciiString CONNECTION = AsciiString.cached("connection");
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
  private static final AsciiString FORWARDED_FOR = AsciiString.cached("x-forwarded-for");
  private static final AsciiString FORWARDED_HOST = AsciiString.cached("x-forwarded-host");
  private static final AsciiString FORWARDED_PORT = AsciiString.cached("x-forwarded-port");
  private static final AsciiString FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");
  private static final AsciiString TRANSFER_ENCODING = AsciiString.cached("transfer-encoding");
  private static final String EXPECT = "expect";
  private static final String CLOSE = "close";
  private static final String WEBSOCKET = "sec-websocket-";

  private Fields() {}

  /** Whether a field never passes as it came: of one hop, or written anew by us. */
  static boolean isOurs(CharSequence name) {
    return switch (name.length()) {
      case 9 -> FORWARDED.contentEqualsIgnoreCase(name);
      case 14 -> CONTENT_LENGTH.contentEqualsIgnoreCase(name);
      case 15 -> FORWARDED_FOR.contentEqualsIgnoreCase(name);
      case 16 ->
          FORWARDED_HOST.contentEqualsIgnoreCase(name)
              || FORWARDED_PORT.contentEqualsIgnoreCase(name)
              || HopByHop.contains(name);
      case 17 -> FORWARDED_PROTO.contentEqualsIgnoreCase(name) || HopByHop.contains(name);
      default -> HopByHop.contains(name);
    };
  }

  static boolean isHost(CharSequence name) {
    return HOST.contentEqualsIgnoreCase(name);
  }

  static boolean isContentLength(CharSequence name) {
    return CONTENT_LENGTH.contentEqualsIgnoreCase(name);
  }

  static boolean isTransferEncoding(CharSequence name) {
    return TRANSFER_ENCODING.contentEqualsIgnoreCase(name);
  }

  static boolean isTe(CharSequence name) {
    return TE.contentEqualsIgnoreCase(name);
  }

  static boolean isConnection(CharSequence name) {
    return CONNECTION.contentEqualsIgnoreCase(name);
  }

  /**
   * Adds the fields that a line of {@code Connection} names to what does not pass. Nobody is to
   * lose what he needs to understand the request by that, or to have its body sent.
   */
  static List<String> named(CharSequence line, List<String> before) {
    List<String> named = before;
    for (String option : line.toString().split(",")) {
      String name = option.trim();
      if (name.isEmpty() || isOurs(name) || isHost(name) || name.equalsIgnoreCase(CLOSE)) {
        continue;
      }
      if (name.equalsIgnoreCase(EXPECT)
          || name.regionMatches(true, 0, WEBSOCKET, 0, WEBSOCKET.length())) {
        continue;
      }
      if (named.isEmpty()) {
        named = new ArrayList<>();
      }
      named.add(name);
      if (named.size() > MOST_OPTIONS) {
        throw new RequestRefused(400, "too many connection options");
      }
    }
    return named;
  }

  /** Whether it is in a list that {@link #named} made. */
  static boolean isNamed(CharSequence name, List<String> named) {
    for (int i = 0; i < named.size(); i++) {
      if (AsciiString.contentEqualsIgnoreCase(name, named.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** Shows each field in order, without making strings of them where that can be spared. */
  static void forEach(MultiMap headers, BiConsumer<CharSequence, CharSequence> visitor) {
    if (headers instanceof HttpHeaders raw) {
      Iterator<Map.Entry<CharSequence, CharSequence>> all = raw.iteratorCharSequence();
      while (all.hasNext()) {
        Map.Entry<CharSequence, CharSequence> one = all.next();
        visitor.accept(one.getKey(), one.getValue());
      }
    } else {
      headers.forEach((name, value) -> visitor.accept(name, value));
    }
  }
}
