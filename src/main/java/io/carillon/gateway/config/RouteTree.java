package io.carillon.gateway.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Takes a route apart into maps, lists, texts and numbers, in the shape of the file. Stateless. */
final class RouteTree {
  private RouteTree() {}

  static Map<String, Object> of(RouteConfig route) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", route.name());
    tree.put("path", route.path());
    tree.put("host", route.host().orElse(""));
    tree.put("headers", new TreeMap<>(route.headers()));
    if (route.clientCertificate()) {
      tree.put("clientCertificate", "required"); // nodes of a version before know no such key
    }
    if (route.action() instanceof RouteConfig.Serve serve) {
      tree.put("serve", Kind.word(serve.endpoint()));
      tree.put("publish", serve.publish());
      // Nodes of a version before know no such key.
      serve
          .compression()
          .ifPresent(config -> tree.put("compression", Map.of("threshold", config.threshold())));
    } else if (route.action() instanceof RouteConfig.Proxy proxy) {
      proxied(proxy, tree);
    }
    tree.put("channels", route.channels().stream().map(ChannelTemplate::toString).toList());
    return tree;
  }

  private static void proxied(RouteConfig.Proxy proxy, Map<String, Object> tree) {
    tree.put("proxy", proxy.pool());
    tree.put("rewrite", proxy.rewrite().orElse(""));
    tree.put("allowedOrigins", proxy.allowedOrigins());
    tree.put("token", proxy.token());
    Map<String, Object> inject = new LinkedHashMap<>();
    inject.put("form", Kind.word(proxy.inject().form()));
    inject.put("event", proxy.inject().event());
    inject.put("namespace", proxy.inject().namespace());
    tree.put("inject", inject);
  }
}
