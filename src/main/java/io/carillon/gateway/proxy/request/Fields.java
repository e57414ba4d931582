package io.carillon.gateway.proxy.request;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiConsumer;

/** Header fields that a proxy looks at or writes itself. Stateless. */
final class Fields {
  private static final AsciiString TE = AsciiString.cached("te");
  private static final AsciiString HOST = AsciiString.cached("host");
  private static final AsciiString FORWARDED = AsciiString.cached("forwarded");
  private static final AsciiString CONNECTION = AsciiString.cached("connection");
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
  private static final AsciiString FORWARDED_FOR = AsciiString.cached("x-forwarded-for");
  private static final AsciiString FORWARDED_HOST = AsciiString.cached("x-forwarded-host");
  private static final AsciiString FORWARDED_PORT = AsciiString.cached("x-forwarded-port");
  private static final AsciiString CLIENT_CERTIFICATE =
      AsciiString.cached("x-forwarded-client-cert");
  private static final AsciiString FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");
  private static final AsciiString TRANSFER_ENCODING = AsciiString.cached("transfer-encoding");

  private Fields() {}

  /**
   * Whether a field is written anew by us, so that none passes as it came: nor does one with
   * underscores in its name, since CGI and all that names fields like it, RFC 3875 section 4.1.18,
   * would take it for ours.
   */
  static boolean isOurs(CharSequence name) {
    return switch (name.length()) {
      case 9 -> FORWARDED.contentEqualsIgnoreCase(name);
      case 14 -> isLike(CONTENT_LENGTH, name);
      case 15 -> isLike(FORWARDED_FOR, name);
      case 16 -> isLike(FORWARDED_HOST, name) || isLike(FORWARDED_PORT, name);
      case 17 -> isLike(FORWARDED_PROTO, name);
      case 23 -> isLike(CLIENT_CERTIFICATE, name);
      default -> false;
    };
  }

  private static boolean isLike(AsciiString field, CharSequence name) {
    return field.contentEqualsIgnoreCase(name)
        || field.contentEqualsIgnoreCase(name.toString().replace('_', '-'));
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
