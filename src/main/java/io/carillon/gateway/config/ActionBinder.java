package io.carillon.gateway.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads what is done with the requests of a route. */
final class ActionBinder {
  private static final Kind<RouteConfig.Endpoint> ENDPOINT =
      Kind.choice(RouteConfig.Endpoint.values());
  private static final Kind<String> REWRITE =
      Kind.text(
          "a path that begins with / and holds no blank, ?, #, %, ;, //, { or }",
          text -> text.isEmpty() || (PathPattern.isPattern(text) && text.indexOf('{') < 0));
  private static final Kind<InjectConfig.Form> FORM = Kind.choice(InjectConfig.Form.values());

  // Names that clients of Socket.IO keep for themselves.
  private static final Set<String> RESERVED =
      Set.of(
          "connect",
          "connect_error",
          "disconnect",
          "disconnecting",
          "newListener",
          "removeListener");
  private static final Kind<String> EVENT =
      Kind.text(
          "the name of an event, none of those that Socket.IO keeps for itself",
          text -> ChannelsBinder.isName(text) && !RESERVED.contains(text));
  private static final Kind<String> NAMESPACE =
      Kind.text(
          "a namespace of Socket.IO, as in / or /admin",
          Pattern.compile("/[!-~&&[^,?{}]]{0,200}").asMatchPredicate());

  // Those with WebSockets.
  private static final Set<RouteConfig.Endpoint> COMPRESSED =
      Set.of(RouteConfig.Endpoint.CENTRIFUGE, RouteConfig.Endpoint.SUBSCRIBE);

  /** In bytes; less hardly becomes smaller. */
  private static final int THRESHOLD = 256;

  private final Set<String> pools;
  private final AuthConfig auth;

  ActionBinder(Set<String> pools, AuthConfig auth) {
    this.pools = pools;
    this.auth = auth;
  }

  RouteConfig.Action bind(Section section, String path) {
    boolean proxied = section.has("proxy");
    RouteConfig.Serve serve = serve(section, path, proxied);
    RouteConfig.Proxy proxy = proxy(section, path, proxied);
    return proxied ? proxy : serve;
  }

  private static RouteConfig.Serve serve(Section section, String path, boolean proxied) {
    if (!proxied && !section.has("serve")) {
      section.complain("serve", ENDPOINT.wanted() + ", or proxy with the name of a pool");
    }
    RouteConfig.Endpoint endpoint =
        section.value("serve", RouteConfig.Endpoint.SUBSCRIBE, ENDPOINT);
    boolean publish = section.flag("publish", false);
    Optional<CompressionConfig> compression = compression(section);
    if (proxied) {
      refuse(section, "serve", "nothing, since proxy is given");
      refuse(section, "publish", "nothing, since proxy is given");
      refuse(section, "compression", "nothing, since proxy is given: it is as the backend has it");
      return new RouteConfig.Serve(endpoint, false);
    }
    if (section.isSound("path", "serve")
        && endpoint == RouteConfig.Endpoint.DEMO
        && (!path.endsWith("/") || path.contains("{"))) {
      section.complain(
          "path", "a path that ends with / and names no segments, since the page has files below");
    }
    if (publish && section.isSound("serve") && endpoint != RouteConfig.Endpoint.SUBSCRIBE) {
      section.complain("publish", "false, unless it serves subscribe");
    }
    if (compression.isPresent() && section.isSound("serve") && !COMPRESSED.contains(endpoint)) {
      section.complain("compression", "false, unless it serves centrifuge or subscribe");
    }
    return new RouteConfig.Serve(endpoint, publish, compression);
  }

  private static Optional<CompressionConfig> compression(Section route) {
    Section section = route.section("compression", "enabled");
    boolean enabled = section.flag("enabled", route.has("compression"));
    CompressionConfig config =
        new CompressionConfig(section.bytes("threshold", THRESHOLD, 0, 1 << 20));
    return Optional.of(config).filter(any -> enabled);
  }

  private RouteConfig.Proxy proxy(Section section, String path, boolean proxied) {
    String pool = section.value("proxy", "", Kind.text(poolWanted(section), pools::contains));
    RouteConfig.Proxy proxy =
        new RouteConfig.Proxy(
            pool,
            Optional.of(section.value("rewrite", "", REWRITE)).filter(text -> !text.isEmpty()),
            Texts.list(section, "allowedOrigins", List.of(), ListenersBinder.ORIGIN),
            section.flag("token", false),
            inject(section.section("inject")));
    if (proxied) {
      check(section, path, proxy);
    } else {
      for (String key : List.of("rewrite", "allowedOrigins", "token", "inject")) {
        refuse(section, key, "nothing, unless proxy is given");
      }
    }
    return proxy;
  }

  private void check(Section section, String path, RouteConfig.Proxy proxy) {
    if (section.isSound("token") && proxy.token() && !auth.tokens().areVerified()) {
      section.complain("token", "false, since auth.tokens has nothing to verify a token with");
    }
    boolean mixed =
        proxy.rewrite().filter(text -> text.endsWith("/") != path.endsWith("/")).isPresent();
    if (section.isSound("path", "rewrite") && mixed) {
      section.complain(
          "rewrite",
          path.endsWith("/")
              ? "a path that ends in /, as path does"
              : "a path that does not end in /, as path does not");
    }
  }

  private static InjectConfig inject(Section section) {
    return new InjectConfig(
        section.value("form", InjectConfig.PLAIN.form(), FORM),
        section.value("event", InjectConfig.PLAIN.event(), EVENT),
        section.value("namespace", InjectConfig.PLAIN.namespace(), NAMESPACE));
  }

  private String poolWanted(Section section) {
    if (pools.isEmpty()) {
      return "the name of a pool, and there is none";
    }
    return "one of the pools "
        + String.join(", ", new TreeSet<>(pools))
        + section.textOf("proxy").map(name -> Hints.nearest(name, pools)).orElse("");
  }

  private static void refuse(Section section, String key, String wanted) {
    if (section.has(key) && section.isSound(key)) {
      section.complain(key, wanted);
    }
  }
}
