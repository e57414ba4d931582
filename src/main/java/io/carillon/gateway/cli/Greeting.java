package io.carillon.gateway.cli;

import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.demo.DemoPage;
import io.carillon.gateway.node.GatewayNode;
import io.carillon.gateway.node.NetworkAddress;
import java.util.List;

/** What nodes that have started tell the person in front of it. */
final class Greeting {
  private Greeting() {}

  /**
   * Of one node.
   *
   * @param publicPort of clients in clear text; 0 for none
   * @param tlsPort of clients; 0 for none
   */
  static String of(GatewayConfig config, int publicPort, int tlsPort, int adminPort) {
    StringBuilder text = new StringBuilder();
    text.append("node ").append(config.node().name()).append(" is up\n\n");
    for (RouteConfig route : config.routes()) {
      text.append("  ")
          .append(String.format("%-13s", label(route)))
          .append(address(config, publicPort, tlsPort, route))
          .append("\n");
    }
    if (tlsPort > 0 && publicPort > 0) {
      String host = NetworkAddress.reachable(config.listeners().publicListener().host());
      text.append("  by TLS       the same at wss:// and https://")
          .append(host)
          .append(":")
          .append(tlsPort)
          .append("\n");
    }
    text.append("  api          ").append(api(config, adminPort)).append("\n\n");
    text.append("publish to everybody:\n\n");
    text.append(publish(config, adminPort, "broadcast"));
    if (config.auth().anonymous()) {
      text.append("\nanonymous clients are allowed (auth.anonymous: true)\n");
    }
    return text.toString();
  }

  /** Of nodes that were started together; the last word is how to end them. */
  static String of(List<GatewayNode> nodes) {
    StringBuilder text = new StringBuilder();
    text.append(nodes.size() == 1 ? "1 node is up" : nodes.size() + " nodes are up, one gateway");
    text.append("\n\n");
    for (GatewayNode node : nodes) {
      text.append("  ").append(node.name()).append("  ").append(page(node)).append("\n");
    }
    GatewayNode first = nodes.get(0);
    GatewayNode other = nodes.get(Math.min(1, nodes.size() - 1));
    text.append("\nopen ").append(page(first)).append("\n");
    text.append("and publish on ").append(other.name()).append(" what it hears:\n\n");
    text.append(publish(other.config(), other.adminPort(), DemoPage.CHANNEL));
    text.append("\nCtrl-C ends ").append(nodes.size() == 1 ? "it" : "all of them").append("\n");
    return text.toString();
  }

  // Without a route for the page, what the first route serves.
  private static String page(GatewayNode node) {
    List<RouteConfig> routes = node.config().routes();
    return routes.stream()
        .filter(route -> route.serves(RouteConfig.Endpoint.DEMO))
        .findFirst()
        .or(() -> routes.stream().findFirst())
        .map(route -> address(node.config(), node.publicPort(), node.publicTlsPort(), route))
        .orElse("no route");
  }

  private static String address(GatewayConfig config, int port, int tlsPort, RouteConfig route) {
    String scheme = route.serves(RouteConfig.Endpoint.CENTRIFUGE) ? "ws" : "http";
    String reachable = NetworkAddress.reachable(config.listeners().publicListener().host());
    String host = route.host().map(name -> " (host " + name + ")").orElse("");
    String door = port > 0 ? "://" + reachable + ":" + port : "s://" + reachable + ":" + tlsPort;
    return scheme + door + route.path() + host;
  }

  private static String api(GatewayConfig config, int port) {
    String reachable = NetworkAddress.reachable(config.listeners().admin().host());
    String scheme = config.listeners().admin().tls().isPresent() ? "https" : "http";
    return scheme + "://" + reachable + ":" + port + "/api/";
  }

  private static String publish(GatewayConfig config, int port, String channel) {
    String key = config.listeners().admin().apiKey().isPresent() ? "-H 'X-API-Key: …' " : "";
    return "  curl -H 'Content-Type: application/json' "
        + key
        + "-d '{\"channel\":\""
        + channel
        + "\",\"data\":\"hello\"}' "
        + api(config, port)
        + "publish\n";
  }

  private static String label(RouteConfig route) {
    if (!(route.action() instanceof RouteConfig.Serve serve)) {
      return "proxy";
    }
    return switch (serve.endpoint()) {
      case CENTRIFUGE -> "centrifuge";
      case CENTRIFUGE_SSE -> "sse";
      case CENTRIFUGE_HTTP_STREAM -> "http-stream";
      case CENTRIFUGE_EMULATION -> "emulation";
      case SUBSCRIBE -> "subscribe";
      case DEMO -> "demo page";
    };
  }
}
