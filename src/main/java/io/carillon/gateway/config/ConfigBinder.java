package io.carillon.gateway.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;

/** Makes a configuration from its sections. Defaults and bounds stand with the binder of each. */
final class ConfigBinder {
  /** Asked for once: it may take a name server. */
  private static final String HOST_NAME = findHostName();

  private ConfigBinder() {}

  static GatewayConfig bind(Section root) {
    NodeConfig node = node(root.section("node"));
    ListenersConfig listeners = ListenersBinder.bind(root.section("listeners"));
    ClusterConfig cluster = ClusterBinder.bind(root.section("cluster"));
    BrokerConfig broker = BrokerBinder.bind(root.section("broker"));
    Section who = root.section("auth");
    AuthConfig auth = AuthBinder.bind(who);
    Section bounds = root.section("sessions");
    SessionsConfig sessions = SessionsBinder.bind(bounds);
    LimitsConfig limits = LimitsBinder.bind(root.section("limits"));
    ShutdownConfig shutdown = ShutdownBinder.bind(root.section("shutdown"));
    Map<String, BackendConfig> backends = BackendBinder.backends(root);
    AskConfig ask = BackendBinder.ask(root.section("ask"), backends);
    PolicyBinder policies = new PolicyBinder(backends);
    Map<String, ChannelPolicy> namespaces = policies.namespaces(root);
    Map<String, ChannelPolicy> channels = policies.channels(root);
    PersonalChannelBinder.check(who, auth.personalChannel(), namespaces);
    int maxChannels = bounds.isSound("maxChannels") ? sessions.maxChannels() : Integer.MAX_VALUE;
    Rules rules = RulesBinder.bind(root, namespaces, channels, auth, Map.of(), maxChannels);
    RouteBinder.checkCertificates(root, rules.routes(), listeners.publicListener());
    AccessLogConfig accessLog =
        new AccessLogConfig(
            root.section("accessLog")
                .value(
                    "format",
                    AccessLogConfig.Form.NONE,
                    Kind.choice(AccessLogConfig.Form.values())));
    LogConfig log = log(root.section("log"));
    return new GatewayConfig(
        node,
        listeners,
        cluster,
        broker,
        auth,
        sessions,
        limits,
        shutdown,
        namespaces,
        channels,
        ask,
        rules,
        accessLog,
        log);
  }

  private static LogConfig log(Section section) {
    return new LogConfig(
        section.value("format", LogConfig.Form.PLAIN, Kind.choice(LogConfig.Form.values())),
        section.value("level", LogConfig.Level.INFO, Kind.choice(LogConfig.Level.values())),
        section.flag("clients", false));
  }

  private static NodeConfig node(Section section) {
    String name = section.text("name", "");
    return new NodeConfig(
        name.isEmpty() ? HOST_NAME : name,
        section.integer("eventLoops", 0, 0, 64),
        section.value(
            "transport", NodeConfig.Transport.AUTO, Kind.choice(NodeConfig.Transport.values())),
        section.flag("gather", true));
  }

  private static String findHostName() {
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
