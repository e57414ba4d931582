package io.carillon.gateway.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes the records of a configuration from its sections; here stand the defaults and bounds. */
final class ConfigBinder {
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Pattern ORIGIN =
      Pattern.compile("\\*|[a-z][a-z0-9+.-]*://(\\*\\.)?[A-Za-z0-9_.:\\[\\]-]+");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|::1|\\[::1]");

  private ConfigBinder() {}

  static GatewayConfig bind(Section root) {
    NodeConfig node = node(root.section("node"));
    ListenersConfig listeners = listeners(root.section("listeners"));
    AuthConfig auth = new AuthConfig(root.section("auth").flag("anonymous", true));
    SessionsConfig sessions = sessions(root.section("sessions"));
    Map<String, ChannelPolicy> namespaces = PolicyBinder.namespaces(root);
    Map<String, ChannelPolicy> channels = PolicyBinder.channels(root);
    List<RouteConfig> routes = new RouteBinder(namespaces, channels).routes(root);
    return new GatewayConfig(node, listeners, auth, sessions, namespaces, channels, routes);
  }

  private static NodeConfig node(Section section) {
    String name = section.text("name", "");
    return new NodeConfig(
        name.isEmpty() ? hostName() : name, section.integer("eventLoops", 0, 0, 64));
  }

  private static ListenersConfig listeners(Section section) {
    Section open = section.section("public");
    ListenersConfig.PublicListener publicListener =
        new ListenersConfig.PublicListener(
            host(open, "0.0.0.0"),
            open.integer("port", 8080, 0, 65_535),
            open.texts("allowedOrigins", List.of("*")));
    if (!publicListener.allowedOrigins().stream().allMatch(ORIGIN.asMatchPredicate())) {
      open.complain("allowedOrigins", "origins as in https://example.com or https://*.example.com");
    }
    Section closed = section.section("admin");
    ListenersConfig.AdminListener admin =
        new ListenersConfig.AdminListener(
            host(closed, "127.0.0.1"),
            closed.integer("port", 8090, 0, 65_535),
            closed.secret("apiKey"),
            closed.bytes("maxBodyBytes", 10 * MIB, KIB, 512 * MIB));
    if (!LOOPBACK.matcher(admin.host()).matches() && admin.apiKey().isEmpty()) {
      closed.complain(
          "apiKey", "a key, since the host " + admin.host() + " is no loopback address");
    }
    if (admin.port() != 0 && admin.port() == publicListener.port()) {
      closed.complain("port", "another port than listeners.public.port");
    }
    return new ListenersConfig(publicListener, admin);
  }

  private static String host(Section section, String fallback) {
    String host = section.text("host", fallback);
    if (host.isBlank()) {
      section.complain("host", "an address or the name of one");
      return fallback;
    }
    return host;
  }

  private static SessionsConfig sessions(Section section) {
    SessionsConfig sessions =
        new SessionsConfig(
            section.duration("pingInterval", Duration.ofSeconds(25), SHORTEST, LONGEST),
            section.duration("pongTimeout", Duration.ofSeconds(8), SHORTEST, LONGEST),
            section.duration("connectTimeout", Duration.ofSeconds(10), SHORTEST, LONGEST),
            section.duration("closeTimeout", Duration.ofSeconds(5), SHORTEST, LONGEST),
            section.bytes("maxMessageBytes", 64 * KIB, 125, 16 * MIB),
            section.bytes("maxQueuedBytes", MIB, 125, 512 * MIB),
            section.integer("maxChannels", 128, 1, 100_000));
    if (sessions.pongTimeout().compareTo(sessions.pingInterval()) >= 0) {
      section.complain("pongTimeout", "less than pingInterval");
    }
    if (sessions.maxQueuedBytes() < sessions.maxMessageBytes()) {
      section.complain("maxQueuedBytes", "at least maxMessageBytes");
    }
    return sessions;
  }

  private static String hostName() {
    return Optional.ofNullable(System.getenv("HOSTNAME"))
        .filter(name -> !name.isEmpty())
        .orElseGet(ConfigBinder::localHostName);
  }

  private static String localHostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "gateway-1";
    }
  }
}
