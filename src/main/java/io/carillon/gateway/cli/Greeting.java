package io.carillon.gateway.cli;

import io.carillon.gateway.config.GatewayConfig;
import io.carillon.gateway.config.RouteConfig;
import io.carillon.gateway.node.NetworkAddress;

/** What a node that has started tells the person in front of it. */
final class Greeting {
  private Greeting() {}

  static String of(GatewayConfig config, int publicPort, int adminPort) {
    String open =
        NetworkAddress.reachable(config.listeners().publicListener().host()) + ":" + publicPort;
    String api =
        "http://" + NetworkAddress.reachable(config.listeners().admin().host()) + ":" + adminPort;
    StringBuilder text = new StringBuilder();
    text.append("node ").append(config.node().name()).append(" is up\n\n");
    for (RouteConfig route : config.routes()) {
      String scheme = route.serve() == RouteConfig.Endpoint.CENTRIFUGE ? "ws" : "http";
      String host = route.host().map(name -> " (host " + name + ")").orElse("");
      text.append("  ")
          .append(String.format("%-11s", label(route.serve())))
          .append(scheme + "://" + open + route.path() + host + "\n");
    }
    text.append("  api        ").append(api).append("/api/\n\npublish to everybody:\n\n");
    text.append("  curl -H 'Content-Type: application/json' ");
    if (config.listeners().admin().apiKey().isPresent()) {
      text.append("-H 'X-API-Key: …' ");
    }
    text.append("-d '{\"channel\":\"broadcast\",\"data\":\"hello\"}' ")
        .append(api)
        .append("/api/publish\n");
    if (config.auth().anonymous()) {
      text.append("\nanonymous clients are allowed (auth.anonymous: true)\n");
    }
    return text.toString();
  }

  private static String label(RouteConfig.Endpoint endpoint) {
    return switch (endpoint) {
      case CENTRIFUGE -> "centrifuge";
      case SUBSCRIBE -> "subscribe";
      case DEMO -> "demo page";
    };
  }
}
