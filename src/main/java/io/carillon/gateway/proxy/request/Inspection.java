package io.carillon.gateway.proxy.request;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Looks at a head before anything is dialled: what two servers could understand in two ways, or
 * what would break out of its line, is refused. Confined to its loop.
 */
final class Inspection implements BiConsumer<CharSequence, CharSequence> {
  private static final int MOST_OPTIONS = 32;

  private Set<String> named = Set.of();
  private CharSequence host;
  private CharSequence length;
  private boolean chunked;
  private boolean trailers;

  @Override
  public void accept(CharSequence name, CharSequence value) {
    if (!Characters.isToken(name) || !Characters.isValue(value)) {
      throw new RequestRefused(400, "a header has characters that may not be there");
    }
    if (Fields.isConnection(name)) {
      named = HopByHop.named(value, named);
      refuseIf(named.size() > MOST_OPTIONS, "too many connection options");
    } else if (Fields.isHost(name)) {
      refuseIf(host != null, "Host was given twice");
      host = value;
    } else if (Fields.isContentLength(name)) {
      refuseIf(length != null, "Content-Length was given twice");
      refuseIf(!isNumber(value), "Content-Length is no number");
      length = value;
    } else if (Fields.isTransferEncoding(name)) {
      if (chunked || !"chunked".contentEquals(lower(value))) {
        throw new RequestRefused(501, "only chunked bodies are understood");
      }
      chunked = true;
    } else if (Fields.isTe(name)) {
      trailers |= List.of(lower(value).split("\\s*,\\s*")).contains("trailers");
    }
  }

  /**
   * Looks at the whole of it.
   *
   * @param target as it came
   * @param old whether it is of a version that need not name a host
   */
  void conclude(String target, boolean old) {
    refuseIf(!Characters.isTarget(target), "malformed request target");
    refuseIf(chunked && length != null, "both Content-Length and Transfer-Encoding");
    refuseIf(host == null && !old, "Host is missing");
    refuseIf(host != null && !isHost(host), "Host is malformed");
    String authority = TargetUri.authority(target);
    refuseIf(
        authority != null && (host == null || !authority.equalsIgnoreCase(host.toString())),
        "Host is not that of the request target");
  }

  /** Whether a field of the request goes on as it came, before its body or behind it. */
  boolean lets(CharSequence name) {
    return !Fields.isOurs(name) && !HopByHop.isForOneHop(name, named);
  }

  boolean hasHost() {
    return host != null;
  }

  boolean isChunked() {
    return chunked;
  }

  /** Whether fields may follow the body of the answer. */
  boolean takesTrailers() {
    return trailers;
  }

  /** Null when the head tells of none. */
  CharSequence length() {
    return length;
  }

  // Empty for whoever asks nobody in particular.
  private static boolean isHost(CharSequence host) {
    return host.length() == 0 || Characters.isAuthority(host);
  }

  private static String lower(CharSequence value) {
    return value.toString().trim().toLowerCase(Locale.ROOT);
  }

  private static boolean isNumber(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.length() > 0;
  }

  private static void refuseIf(boolean bad, String text) {
    if (bad) {
      throw new RequestRefused(400, text);
    }
  }
}
