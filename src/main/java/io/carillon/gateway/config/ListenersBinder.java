package io.carillon.gateway.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads where a node listens. */
final class ListenersBinder {
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;
  private static final int MOST_PORT = 65_535;
  private static final String NAME = "[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*";
  private static final String IPV6 = "[0-9a-fA-F]*:[0-9a-fA-F]*:[0-9a-fA-F.:]*(%\\w+)?";
  static final Kind<String> HOST =
      Kind.text(
          "an address or the name of one, without a port",
          Pattern.compile(NAME + "|" + IPV6 + "|\\[" + IPV6 + "]").asMatchPredicate());
  static final Kind<String> ORIGIN =
      Kind.text(
          "*, or an origin as in https://example.com or https://*.example.com",
          ListenersBinder::isOrigin);

  private static final Kind<String> URL =
      Kind.text(
          "scheme, host and port, as in https://gateway-1.example.com:8090, or nothing",
          text -> text.isEmpty() || (text.matches("https?://[^*]+") && isOrigin(text)));

  private static final Kind<String> USER =
      Kind.text(
          "1 to 64 letters, digits or any of . _ @ -",
          Pattern.compile("[\\p{L}\\p{N}._@-]{1,64}").asMatchPredicate());

  private static final List<String> LOOPBACK = List.of("127.0.0.0/8", "::1");
  private static final Kind<String> TRUSTED =
      Kind.text(Cidr.KIND.wanted(), text -> Cidr.KIND.parse(text).isPresent());

  private ListenersBinder() {}

  static ListenersConfig bind(Section section) {
    Section open = section.section("public");
    Section tls = open.section("tls");
    ListenersConfig.PublicListener publicListener =
        new ListenersConfig.PublicListener(
            host(open, "0.0.0.0"),
            open.value("port", OptionalInt.of(8080), Kind.integerOrOff(0, MOST_PORT)),
            ListenerTlsBinder.beside(tls),
            Texts.list(open, "allowedOrigins", List.of("*"), ORIGIN),
            open.flag("proxyProtocol", false),
            Texts.list(open, "trustedProxies", LOOPBACK, TRUSTED).stream()
                .map(Cidr::parse)
                .toList());
    Section closed = section.section("admin");
    Section page = closed.section("dashboard");
    int adminPort = closed.integer("port", 8090, 0, MOST_PORT);
    ListenersConfig.AdminListener admin =
        new ListenersConfig.AdminListener(
            host(closed, "127.0.0.1"),
            adminPort,
            ListenerTlsBinder.instead(closed.section("tls"), adminPort),
            Optional.of(closed.value("url", "", URL)).filter(url -> !url.isEmpty()),
            Secrets.any(closed, "apiKey"),
            closed.bytes("maxBodyBytes", 10 * MIB, KIB, 512 * MIB),
            dashboard(page));
    CrossChecks.listeners(open, publicListener, closed, admin);
    CrossChecks.anyPort(open, tls, publicListener);
    CrossChecks.tlsPort(open, publicListener, closed, admin);
    CrossChecks.dashboard(closed, page, admin);
    return new ListenersConfig(publicListener, admin);
  }

  private static ListenersConfig.Dashboard dashboard(Section section) {
    return new ListenersConfig.Dashboard(
        section.flag("enabled", true),
        section.value("user", "admin", USER),
        Secrets.any(section, "password"));
  }

  private static String host(Section section, String fallback) {
    return section.value("host", fallback, HOST);
  }

  // What a browser may send as its origin, else no request could ever match.
  private static boolean isOrigin(String text) {
    if (text.equals("*")) {
      return true;
    }
    try {
      URI uri = URI.create(text.replace("://*.", "://"));
      return uri.getScheme() != null
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawPath().isEmpty()
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && uri.getPort() <= MOST_PORT;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }
}
