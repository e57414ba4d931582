package io.carillon.gateway.config;

import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a target is, as it is written: {@code https://host:port}.
 *
 * @param host a name or a literal address, without brackets
 */
record TargetUrl(boolean tls, String host, int port) {
  static final Kind<TargetUrl> KIND =
      new Kind<>(
          "http:// or https://, a host, and perhaps a port, as in http://10.0.0.7:3000",
          TargetUrl::parse);

  private static final int MOST_PORT = 65_535;
  private static final int MOST_NAME = 253;
  private static final Pattern URL =
      Pattern.compile("(?i)(https?|wss?)://(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(?::(\\d{1,5}))?");
  private static final Pattern NAME =
      Pattern.compile(
          "[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*\\.?");

  /** What a certificate may be for: no address, which is never sent as SNI. */
  static final Kind<String> SERVER_NAME =
      Kind.text("a host name, or empty for the target's", TargetUrl::isServerName);

  private static final Pattern LIKE_IPV4 = Pattern.compile("(.*\\.)?\\d+");

  /** As it stands in a URL: an IPv6 address in brackets. */
  String authority() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  private static Optional<TargetUrl> parse(String text) {
    Matcher url = URL.matcher(text);
    if (!url.matches()) {
      return Optional.empty();
    }
    String scheme = url.group(1).toLowerCase(Locale.ROOT);
    boolean tls = scheme.equals("https") || scheme.equals("wss");
    int port = url.group(3) == null ? tls ? 443 : 80 : Integer.parseInt(url.group(3));
    return host(url.group(2))
        .filter(host -> port >= 1 && port <= MOST_PORT)
        .map(host -> new TargetUrl(tls, host, port));
  }

  // RFC 6066 section 3: addresses, of either kind, are no names of servers.
  private static boolean isServerName(String text) {
    boolean isAddress = text.startsWith("[") || LIKE_IPV4.matcher(text).matches();
    return text.isEmpty() || (!isAddress && host(text).isPresent());
  }

  private static Optional<String> host(String text) {
    if (text.startsWith("[")) {
      return Optional.of(text.substring(1, text.length() - 1)).filter(NetUtil::isValidIpV6Address);
    }
    // What ends in a number is an address to every resolver, so it has to be one.
    return Optional.of(text)
        .filter(
            host ->
                LIKE_IPV4.matcher(host).matches()
                    ? NetUtil.isValidIpV4Address(host)
                    : host.length() <= MOST_NAME && NAME.matcher(host).matches());
  }
}
