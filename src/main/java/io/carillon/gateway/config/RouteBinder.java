package io.carillon.gateway.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the route table. */
final class RouteBinder {
  private static final List<RouteConfig> DEFAULT =
      List.of(
          route("/connection/websocket", RouteConfig.Endpoint.CENTRIFUGE, List.of("broadcast")),
          route(
              "/connection/http_stream",
              RouteConfig.Endpoint.CENTRIFUGE_HTTP_STREAM,
              List.of("broadcast")),
          route("/connection/sse", RouteConfig.Endpoint.CENTRIFUGE_SSE, List.of("broadcast")),
          route("/emulation", RouteConfig.Endpoint.CENTRIFUGE_EMULATION, List.of()),
          route("/subscribe", RouteConfig.Endpoint.SUBSCRIBE, List.of("broadcast")),
          route("/demo/", RouteConfig.Endpoint.DEMO, List.of()));
  private static final Kind<String> PATH =
      Kind.text(
          "a path that begins with / and holds no blank, ?, #, %, ;, // and no . or .. segment;"
              + " {name} takes a whole segment, each name once",
          PathPattern::isPattern);
  private static final Kind<String> HOST =
      Kind.text(
          "a host name, as in example.com or *.example.com",
          Pattern.compile("|(\\*\\.)?[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*|\\[[0-9a-fA-F:]+]")
              .asMatchPredicate());
  private static final Kind<String> NAME =
      Kind.text("1 to 200 characters without blanks", RouteBinder::isName);
  private static final Kind<String> HEADER =
      Kind.text("the name of a header", StickyBinder.TOKEN.asMatchPredicate());
  private static final Kind<String> VALUE =
      Kind.text(
          "the value of a header, or nothing for any",
          Pattern.compile("|[!-~]([ -~]{0,998}[!-~])?").asMatchPredicate());
  private static final int MOST_NAME = 200;

  private final ChannelsBinder channels;
  private final ActionBinder actions;
  private final int maxChannels;
  private final Map<String, String> takenBy = new HashMap<>();
  private final Map<String, String> namedBy = new HashMap<>();

  RouteBinder(ChannelsBinder channels, ActionBinder actions, int maxChannels) {
    this.channels = channels;
    this.actions = actions;
    this.maxChannels = maxChannels;
  }

  List<RouteConfig> routes(Section root) {
    List<Section> given = root.list("routes");
    if (!root.has("routes")) {
      return DEFAULT;
    }
    List<RouteConfig> routes = new ArrayList<>();
    given.forEach(section -> routes.add(route(section)));
    return routes;
  }

  private RouteConfig route(Section section) {
    String path = path(section);
    String host = section.value("host", "", HOST);
    Map<String, String> headers = headers(section);
    String name = section.value("name", host + path, NAME);
    if (section.isSound("path", "host", "headers")) {
      complainWhenTaken(section, host, path, headers, name);
    }
    RouteConfig.Action action = actions.bind(section, path);
    List<ChannelTemplate> heard =
        action instanceof RouteConfig.Proxy proxy
            ? channels.templates(section, path, proxy.token())
            : channels.names(section);
    CrossChecks.channels(section, heard, maxChannels);
    return new RouteConfig(
        name,
        path,
        Optional.of(host).filter(text -> !text.isEmpty()),
        headers,
        section.value("clientCertificate", Demand.NONE, Kind.choice(Demand.values()))
            == Demand.REQUIRED,
        action,
        heard);
  }

  /**
   * Complains about routes that demand what no client can bring.
   *
   * @param root whose routes they are
   */
  static void checkCertificates(
      Section root, List<RouteConfig> routes, ListenersConfig.PublicListener listener) {
    if (listener.tls().filter(tls -> !tls.clientAuthorities().isEmpty()).isPresent()) {
      return;
    }
    for (int i = 0; i < routes.size(); i++) {
      if (routes.get(i).clientCertificate()) {
        root.complainWithin(
            "routes",
            i + ".clientCertificate",
            Kind.word(Demand.REQUIRED),
            "none, since listeners.public.tls.clientAuthorities trusts nobody");
      }
    }
  }

  private static String path(Section section) {
    if (!section.has("path")) {
      section.complain("path", PATH.wanted());
    }
    return section.value("path", "", PATH);
  }

  // By lower-case name, in an order that does not depend on the file's.
  private static Map<String, String> headers(Section section) {
    Map<String, String> headers = new TreeMap<>();
    Texts.byName(section, "headers", HEADER, VALUE)
        .forEach(
            (name, value) -> {
              if (headers.put(name.toLowerCase(Locale.ROOT), value) != null) {
                section.complain("headers", "each header once, whatever its case");
              }
            });
    return headers;
  }

  private void complainWhenTaken(
      Section section, String host, String path, Map<String, String> headers, String name) {
    String matched = host.toLowerCase(Locale.ROOT) + PathPattern.of(path).shape() + headers;
    String earlier = takenBy.putIfAbsent(matched, section.path());
    if (earlier != null) {
      section.complain("path", "a path that " + earlier + " does not serve");
      return;
    }
    String namesake = namedBy.putIfAbsent(name, section.path());
    if (namesake != null && section.isSound("name")) {
      section.complain("name", name + " (default)", "another name than that of " + namesake);
    }
  }

  private static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= MOST_NAME
        && text.chars().noneMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c));
  }

  private static RouteConfig route(
      String path, RouteConfig.Endpoint endpoint, List<String> channels) {
    return new RouteConfig(
        path,
        path,
        Optional.empty(),
        Map.of(),
        new RouteConfig.Serve(endpoint, false),
        channels.stream().map(ChannelsBinder::constant).toList());
  }

  private enum Demand {
    NONE,
    REQUIRED
  }
}
