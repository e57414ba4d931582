package io.carillon.gateway.proxy.http;

import io.carillon.gateway.proxy.request.HopByHop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The head of an answer on its way to the client, RFC 9110 section 7.6.1. Stateless. */
final class AnswerHead {
  /** With the empty line at the end of the head. */
  private static final int STATUS_LINE_BYTES = "HTTP/1.1 100 \r\n\r\n".length();

  private static final int SEPARATORS_BYTES = ": \r\n".length();

  private AnswerHead() {}

  /** Whether an answer can be understood, and passed on. */
  static boolean isSound(HttpResponse head) {
    int status = head.status().code();
    List<String> codings = head.headers().getAll("Transfer-Encoding");
    return status >= 200
        && status <= 999
        && (codings.isEmpty()
            || (codings.size() == 1 && codings.get(0).trim().equalsIgnoreCase("chunked")));
  }

  /** About as many bytes as it came in. */
  static int bytes(HttpResponse head) {
    int bytes = STATUS_LINE_BYTES + head.status().reasonPhrase().length();
    for (Map.Entry<String, String> field : head.headers()) {
      bytes += field.getKey().length() + field.getValue().length() + SEPARATORS_BYTES;
    }
    return bytes;
  }

  /**
   * Adds all fields that are not of one hop only.
   *
   * @return those that {@code Connection} names, which may not follow the body either
   */
  static Set<String> copy(HttpHeaders from, MultiMap to) {
    Set<String> named = HopByHop.named(from.getAll("Connection"));
    for (Map.Entry<String, String> field : from) {
      if (!HopByHop.isForOneHop(field.getKey(), named)) {
        to.add(field.getKey(), field.getValue());
      }
    }
    return named;
  }

  /**
   * The same with names in small letters: HTTP/2 knows no others, and Vert.x takes them so here.
   */
  static void copyInSmall(HttpHeaders from, MultiMap to) {
    MultiMap passing = MultiMap.caseInsensitiveMultiMap();
    copy(from, passing);
    passing.forEach((name, value) -> to.add(name.toLowerCase(Locale.ROOT), value));
  }
}
