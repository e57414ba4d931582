package io.carillon.gateway.wire;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.net.HostAndPort;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The head of a request over HTTP/2, RFC 9113 section 8.3, made into what the same request would
 * have over HTTP/1.1, so that whoever reads it need not know: {@code Host} is there, and {@code
 * Transfer-Encoding} where a body of unknown length follows. What would mean something else there
 * is refused. Netty has seen to names in capitals, to fields of one connection, to pseudo-headers
 * that are unknown, come late or in trailers, and sees to the length of the body. Stateless.
 */
final class StreamHead {
  private StreamHead() {}

  /**
   * Makes it so.
   *
   * @param ends whether there is no body
   * @return why the request is refused; null when it is not
   */
  static Flaw translate(Http2Headers head, boolean ends) {
    if (!areSound(head)) {
      return new Flaw(400, "a header has characters that may not be there, or is there twice");
    }
    CharSequence method = head.method();
    if (method == null || head.contains(Http2Headers.PseudoHeaderName.PROTOCOL.value())) {
      return new Flaw(400, method == null ? ":method is missing" : ":protocol is not offered");
    }
    if (HttpHeaderValidationUtil.validateToken(method) >= 0) {
      return new Flaw(400, "malformed :method");
    }
    if ("CONNECT".contentEquals(method)) {
      return new Flaw(405, "CONNECT is not served");
    }
    if (head.scheme() == null || head.path() == null) {
      return new Flaw(400, head.path() == null ? ":path is missing" : ":scheme is missing");
    }
    if (!isPath(head.path(), method)) {
      return new Flaw(400, "malformed request target");
    }
    String host = host(head);
    if (host == null) {
      return new Flaw(400, "Host is missing, malformed, or not :authority");
    }
    head.authority(host);
    head.set(HttpHeaderNames.HOST, host);
    if (!ends && !head.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      head.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    return null;
  }

  /** Whether fields can be written as lines, and each pseudo-header is there once. */
  static boolean areSound(Http2Headers fields) {
    Set<CharSequence> pseudo = new HashSet<>(8);
    for (Map.Entry<CharSequence, CharSequence> field : fields) {
      CharSequence name = field.getKey();
      boolean known = name.charAt(0) == ':' && pseudo.add(name);
      if (!(known || HttpHeaderValidationUtil.validateToken(name) < 0)
          || !isValue(field.getValue())) {
        return false;
      }
    }
    return true;
  }

  // RFC 9113 section 8.2.1, and no other control characters.
  private static boolean isValue(CharSequence value) {
    int last = value.length() - 1;
    for (int i = 0; i <= last; i++) {
      char c = value.charAt(i);
      boolean blank = c == ' ' || c == '\t';
      if ((c < ' ' && c != '\t') || c == 0x7f || (blank && (i == 0 || i == last))) {
        return false;
      }
    }
    return true;
  }

  // A whole URI would name another host than the one that was asked for.
  private static boolean isPath(CharSequence path, CharSequence method) {
    if (path.length() == 0 || path.charAt(0) != '/') {
      return "*".contentEquals(path) && "OPTIONS".contentEquals(method);
    }
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c <= ' ' || c == '#' || c == 0x7f) {
        return false;
      }
    }
    return true;
  }

  // Null when there is none that all agree on.
  private static String host(Http2Headers head) {
    List<CharSequence> hosts = head.getAll(HttpHeaderNames.HOST);
    CharSequence authority = head.authority();
    if (hosts.size() > 1 || (hosts.isEmpty() && authority == null)) {
      return null;
    }
    String host = (authority == null ? hosts.get(0) : authority).toString();
    boolean agreed = hosts.isEmpty() || hosts.get(0).toString().equalsIgnoreCase(host);
    return agreed && !host.isEmpty() && HostAndPort.parseAuthority(host, -1) != null ? host : null;
  }

  /** What a request is refused with. */
  record Flaw(int status, String text) {}
}
